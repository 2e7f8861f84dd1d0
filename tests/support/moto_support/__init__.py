"""What moto 5.2 lacks for API Gateway, function URLs and CloudFront, in its own models' shape.

`install` adds it to the moto of this process, for `mock_aws` and for moto's server alike. Each
module holds one gap, and can be taken to moto as it is: a model with
``create_from_cloudformation_json`` and its fellows, or a method of a ``Response`` class.
"""

from __future__ import annotations

from support.moto_support import (
    api_pages,
    binary_media_types,
    change_set_names,
    change_set_outcome,
    cloudformation,
    creation_order,
    deleted_outputs,
    edge_distribution,
    edge_policies,
    function_code,
    function_url_list,
    gateway_response_list,
    http_authorizer_list,
    inline_code,
    layer_version,
    router_building,
    ssm_parameters,
    stage_export,
    template_url,
)


def install() -> None:
    """Teach this process's moto what it lacks. To call it again changes nothing.

    Example:
        >>> install()
        >>> install()
    """
    for gap in (
        api_pages,
        binary_media_types,
        change_set_names,
        change_set_outcome,
        cloudformation,
        creation_order,
        deleted_outputs,
        edge_distribution,
        edge_policies,
        function_code,
        function_url_list,
        gateway_response_list,
        http_authorizer_list,
        inline_code,
        layer_version,
        router_building,
        ssm_parameters,
        stage_export,
        template_url,
    ):
        gap.install()
