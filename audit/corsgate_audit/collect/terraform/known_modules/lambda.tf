# terraform-aws-modules/lambda/aws, versions 1 to 8, as browsers meet it.
variable "create" { default = true }
variable "create_function" { default = true }
variable "create_layer" { default = false }
variable "function_name" { default = "" }
variable "handler" { default = "" }
variable "runtime" { default = "" }
variable "package_type" { default = "Zip" }
variable "source_path" { default = null }
variable "local_existing_package" { default = null }
variable "environment_variables" { default = {} }
variable "allowed_triggers" { default = {} }
variable "create_lambda_function_url" { default = false }
variable "authorization_type" { default = "NONE" }
variable "cors" { default = {} }

resource "aws_lambda_function" "this" {
  count         = var.create && var.create_function && !var.create_layer ? 1 : 0
  function_name = var.function_name
  handler       = var.handler
  runtime       = var.runtime
  package_type  = var.package_type
  filename      = var.local_existing_package == null ? try(tostring(var.source_path), null) : var.local_existing_package

  environment {
    variables = var.environment_variables
  }
}

resource "aws_lambda_permission" "triggers" {
  for_each      = var.allowed_triggers
  function_name = aws_lambda_function.this[0].function_name
  action        = try(each.value.action, "lambda:InvokeFunction")
  principal     = try(each.value.principal, "${each.value.service}.amazonaws.com")
}

resource "aws_lambda_function_url" "this" {
  count              = var.create && var.create_function && var.create_lambda_function_url ? 1 : 0
  function_name      = aws_lambda_function.this[0].function_name
  authorization_type = var.authorization_type

  dynamic "cors" {
    for_each = length(keys(var.cors)) == 0 ? [] : [var.cors]
    content {
      allow_credentials = try(cors.value.allow_credentials, null)
      allow_headers     = try(cors.value.allow_headers, null)
      allow_methods     = try(cors.value.allow_methods, null)
      allow_origins     = try(cors.value.allow_origins, null)
      expose_headers    = try(cors.value.expose_headers, null)
      max_age           = try(cors.value.max_age, null)
    }
  }
}

# AWS's provider adds the permission of a public URL.
resource "aws_lambda_permission" "url" {
  count         = var.create_lambda_function_url && var.authorization_type == "NONE" ? 1 : 0
  function_name = aws_lambda_function.this[0].function_name
  action        = "lambda:InvokeFunctionUrl"
  principal     = "*"
}

output "lambda_function_arn" { value = try(aws_lambda_function.this[0].arn, "") }
output "lambda_function_invoke_arn" { value = try(aws_lambda_function.this[0].invoke_arn, "") }
output "lambda_function_qualified_arn" { value = try(aws_lambda_function.this[0].qualified_arn, "") }
output "lambda_function_name" { value = try(aws_lambda_function.this[0].function_name, "") }
output "lambda_function_url" { value = try(aws_lambda_function_url.this[0].function_url, "") }
