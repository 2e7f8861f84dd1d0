exports.list = async () => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } })
