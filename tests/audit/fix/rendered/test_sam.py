"""A policy as SAM writes it: its own settings where they can express it, a document elsewhere."""

from __future__ import annotations

from corsgate import CorsPolicy
from corsgate_audit.fix.rendered.sam import http_sam, rest_sam, url_sam
from corsgate_audit.fix.rendered.wanted import Wanted

APP = "https://app.example.com"
POLICY = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"], max_age=600)


def test_one_origin_is_a_setting_and_the_headers_of_errors() -> None:
    """The whole API: what SAM makes preflights of, and both defaults of gateway responses."""
    headers = {
        "Access-Control-Allow-Origin": f"'{APP}'",
        "Access-Control-Allow-Methods": "'PUT'",
        "Vary": "'Origin'",
    }
    errors = {"ResponseParameters": {"Headers": headers}}
    assert rest_sam(Wanted(policy=POLICY))["Resources"]["Api"] == {
        "Type": "AWS::Serverless::Api",
        "Properties": {
            "StageName": "prod",
            "Cors": {"AllowOrigin": f"'{APP}'", "MaxAge": "'600'"},  # SAM lists the methods
            "GatewayResponses": {"DEFAULT_4XX": errors, "DEFAULT_5XX": errors},
        },
    }


def test_several_origins_take_a_document() -> None:
    """``Cors`` names one origin."""
    policy = POLICY.replace(allow_origins=[APP, "https://b.example.com"])
    properties = rest_sam(Wanted(policy=policy, error_origin="first"))["Resources"]["Api"][
        "Properties"
    ]
    assert properties.keys() == {"StageName", "DefinitionBody"}


def test_settings_of_http_apis_and_function_urls() -> None:
    """As AWS has them."""
    settings = {"AllowOrigins": [APP], "AllowMethods": ["PUT"], "MaxAge": 600}
    http = http_sam(Wanted(policy=POLICY))["Resources"]["Api"]
    url = url_sam(Wanted(policy=POLICY))["Resources"]["Function"]
    assert http["Type"] == "AWS::Serverless::HttpApi"
    assert http["Properties"]["CorsConfiguration"] == settings
    assert url["Properties"]["FunctionUrlConfig"]["Cors"] == settings
