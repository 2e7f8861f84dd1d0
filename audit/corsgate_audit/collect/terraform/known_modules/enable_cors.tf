# squidfunk/api-gateway-enable-cors/aws, version 0.3, as browsers meet it.
variable "api_id" {}
variable "api_resource_id" {}
variable "allow_headers" { default = ["Authorization", "Content-Type", "X-Amz-Date", "X-Amz-Security-Token", "X-Api-Key"] }
variable "allow_methods" { default = ["OPTIONS", "HEAD", "GET", "POST", "PUT", "PATCH", "DELETE"] }
variable "allow_origin" { default = "*" }
variable "allow_max_age" { default = "7200" }
variable "allow_credentials" { default = false }

locals {
  headers = merge({
    "method.response.header.Access-Control-Allow-Headers" = "'${join(",", var.allow_headers)}'"
    "method.response.header.Access-Control-Allow-Methods" = "'${join(",", var.allow_methods)}'"
    "method.response.header.Access-Control-Allow-Origin"  = "'${var.allow_origin}'"
    "method.response.header.Access-Control-Max-Age"       = "'${var.allow_max_age}'"
  }, var.allow_credentials ? { "method.response.header.Access-Control-Allow-Credentials" = "'true'" } : {})
}

resource "aws_api_gateway_method" "preflight" {
  rest_api_id   = var.api_id
  resource_id   = var.api_resource_id
  http_method   = "OPTIONS"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "preflight" {
  rest_api_id       = var.api_id
  resource_id       = var.api_resource_id
  http_method       = aws_api_gateway_method.preflight.http_method
  content_handling  = "CONVERT_TO_TEXT"
  type              = "MOCK"
  request_templates = { "application/json" = "{ \"statusCode\": 200 }" }
}

resource "aws_api_gateway_method_response" "preflight" {
  rest_api_id         = var.api_id
  resource_id         = var.api_resource_id
  http_method         = aws_api_gateway_method.preflight.http_method
  status_code         = 200
  response_parameters = { for name, value in local.headers : name => true }
}

resource "aws_api_gateway_integration_response" "preflight" {
  rest_api_id         = var.api_id
  resource_id         = var.api_resource_id
  http_method         = aws_api_gateway_method.preflight.http_method
  status_code         = 200
  response_parameters = local.headers
}
