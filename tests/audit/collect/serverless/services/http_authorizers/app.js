exports.list = exports.auth = exports.plain = async () => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } })
