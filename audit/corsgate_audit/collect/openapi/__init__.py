"""OpenAPI 3.0 and Swagger 2.0 documents with API Gateway's extensions.

Each part of a document is brought into the shape in which AWS's API answers it once the document
is imported, and is read from there as it is from a live account.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""
