"""The properties that the constructs take over from the CDK, by ``make properties``.

For type checkers and editors: nothing of this is imported when an app runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import RemovalPolicy, Size
    from aws_cdk.aws_apigateway import (
        ApiKeySourceType,
        DomainNameOptions,
        EndpointConfiguration,
        EndpointType,
        Integration,
        IRestApi,
        LambdaIntegrationOptions,
        MethodOptions,
        RestApiMode,
        StageOptions,
    )
    from aws_cdk.aws_apigatewayv2 import (
        DomainMappingOptions,
        HttpRouteIntegration,
        IHttpRouteAuthorizer,
        IpAddressType,
    )
    from aws_cdk.aws_cloudfront import EdgeLambda, FunctionAssociation, ViewerProtocolPolicy
    from aws_cdk.aws_lambda import Architecture, FunctionUrlAuthType, InvokeMode, Runtime
    from aws_cdk.interfaces.aws_cloudfront import (
        ICachePolicyRef,
        IKeyGroupRef,
        IRealtimeLogConfigRef,
        IResponseHeadersPolicyRef,
    )


class AnyRestApiProperties(TypedDict, total=False):
    """Of every kind of REST API."""

    cloud_watch_role: bool | None
    cloud_watch_role_removal_policy: RemovalPolicy | None
    deploy: bool | None
    deploy_options: StageOptions | dict[str, Any] | None
    description: str | None
    disable_execute_api_endpoint: bool | None
    domain_name: DomainNameOptions | dict[str, Any] | None
    endpoint_configuration: EndpointConfiguration | dict[str, Any] | None
    endpoint_export_name: str | None
    endpoint_types: Sequence[EndpointType] | None
    fail_on_warnings: bool | None
    parameters: Mapping[str, str] | None
    rest_api_name: str | None
    retain_deployments: bool | None
    binary_media_types: Sequence[str] | None
    min_compression_size: Size | None


class RoutedRestApiProperties(AnyRestApiProperties, total=False):
    """Of the REST APIs whose routes are constructs."""

    default_method_options: MethodOptions | dict[str, Any] | None
    api_key_source_type: ApiKeySourceType | None
    clone_from: IRestApi | None
    minimum_compression_size: int | float | None


class RestApiProperties(RoutedRestApiProperties, total=False):
    """Of `aws_apigateway.RestApi`, but for those that a construct sets itself."""

    default_integration: Integration | None


class LambdaRestApiProperties(RoutedRestApiProperties, total=False):
    """Of `aws_apigateway.LambdaRestApi`, but for those that a construct sets itself."""

    integration_options: LambdaIntegrationOptions | dict[str, Any] | None


class SpecRestApiProperties(AnyRestApiProperties, total=False):
    """Of `aws_apigateway.SpecRestApi`, but for those that a construct sets itself."""

    mode: RestApiMode | None


class HttpApiProperties(TypedDict, total=False):
    """Of `aws_apigatewayv2.HttpApi`, but for those that a construct sets itself."""

    api_name: str | None
    create_default_stage: bool | None
    default_authorization_scopes: Sequence[str] | None
    default_authorizer: IHttpRouteAuthorizer | None
    default_domain_mapping: DomainMappingOptions | dict[str, Any] | None
    default_integration: HttpRouteIntegration | None
    description: str | None
    disable_execute_api_endpoint: bool | None
    ip_address_type: IpAddressType | None
    route_selection_expression: bool | None


class FunctionUrlProperties(TypedDict, total=False):
    """Of `aws_lambda.FunctionUrl`, but for those that a construct sets itself."""

    auth_type: FunctionUrlAuthType | None
    invoke_mode: InvokeMode | None


class LayerVersionProperties(TypedDict, total=False):
    """Of `aws_lambda.LayerVersion`, but for those that a construct sets itself."""

    description: str | None
    layer_version_name: str | None
    license: str | None
    removal_policy: RemovalPolicy | None
    compatible_architectures: Sequence[Architecture] | None
    compatible_runtimes: Sequence[Runtime] | None


class BehaviorProperties(TypedDict, total=False):
    """Of `aws_cloudfront.BehaviorOptions`, but for those that a construct sets itself."""

    cache_policy: ICachePolicyRef | None
    compress: bool | None
    edge_lambdas: Sequence[EdgeLambda | dict[str, Any]] | None
    enable_grpc: bool | None
    function_associations: Sequence[FunctionAssociation | dict[str, Any]] | None
    realtime_log_config: IRealtimeLogConfigRef | None
    response_headers_policy: IResponseHeadersPolicyRef | None
    smooth_streaming: bool | None
    trusted_key_groups: Sequence[IKeyGroupRef] | None
    viewer_protocol_policy: ViewerProtocolPolicy | None
