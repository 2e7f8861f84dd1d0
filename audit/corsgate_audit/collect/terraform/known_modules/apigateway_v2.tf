# terraform-aws-modules/apigateway-v2/aws, versions 1 to 6, as browsers meet it.
variable "name" { default = "" }
variable "create" { default = true }
variable "create_api_gateway" { default = true }
variable "protocol_type" { default = "HTTP" }
variable "body" { default = null }
variable "cors_configuration" { default = null }
variable "routes" { default = {} }
variable "integrations" { default = {} }
variable "authorizers" { default = {} }
variable "stage_name" { default = "$default" }

resource "aws_apigatewayv2_api" "this" {
  count         = var.create && var.create_api_gateway ? 1 : 0
  name          = var.name
  protocol_type = var.protocol_type
  body          = var.body

  dynamic "cors_configuration" {
    for_each = var.cors_configuration == null || try(length(keys(var.cors_configuration)), 1) == 0 ? [] : [var.cors_configuration]
    content {
      allow_credentials = try(cors_configuration.value.allow_credentials, null)
      allow_headers     = try(cors_configuration.value.allow_headers, null)
      allow_methods     = try(cors_configuration.value.allow_methods, null)
      allow_origins     = try(cors_configuration.value.allow_origins, null)
      expose_headers    = try(cors_configuration.value.expose_headers, null)
      max_age           = try(cors_configuration.value.max_age, null)
    }
  }
}

resource "aws_apigatewayv2_stage" "this" {
  count  = var.create && var.create_api_gateway ? 1 : 0
  api_id = aws_apigatewayv2_api.this[0].id
  name   = var.stage_name
}

resource "aws_apigatewayv2_authorizer" "this" {
  for_each         = var.authorizers
  api_id           = aws_apigatewayv2_api.this[0].id
  name             = try(each.value.name, each.key)
  authorizer_type  = try(each.value.authorizer_type, "JWT")
  identity_sources = try(each.value.identity_sources, null)
}

resource "aws_apigatewayv2_route" "this" {
  for_each           = var.create ? merge(var.integrations, var.routes) : {}
  api_id             = aws_apigatewayv2_api.this[0].id
  route_key          = each.key
  authorization_type = try(each.value.authorization_type, null)
  authorizer_id      = try(aws_apigatewayv2_authorizer.this[each.value.authorizer_key].id, each.value.authorizer_id, null)
  target             = "integrations/${aws_apigatewayv2_integration.this[each.key].id}"
}

resource "aws_apigatewayv2_integration" "this" {
  for_each               = var.create ? merge(var.integrations, var.routes) : {}
  api_id                 = aws_apigatewayv2_api.this[0].id
  integration_type       = try(each.value.integration.type, each.value.integration_type, "AWS_PROXY")
  integration_uri        = try(each.value.integration.uri, each.value.lambda_arn, each.value.integration_uri, null)
  payload_format_version = try(each.value.integration.payload_format_version, each.value.payload_format_version, null)
}

output "api_id" { value = try(aws_apigatewayv2_api.this[0].id, "") }
output "api_endpoint" { value = try(aws_apigatewayv2_api.this[0].api_endpoint, "") }
output "api_execution_arn" { value = try(aws_apigatewayv2_api.this[0].execution_arn, "") }
output "stage_invoke_url" { value = try(aws_apigatewayv2_stage.this[0].invoke_url, "") }
output "apigatewayv2_api_id" { value = try(aws_apigatewayv2_api.this[0].id, "") }
output "apigatewayv2_api_api_endpoint" { value = try(aws_apigatewayv2_api.this[0].api_endpoint, "") }
output "apigatewayv2_api_execution_arn" { value = try(aws_apigatewayv2_api.this[0].execution_arn, "") }
