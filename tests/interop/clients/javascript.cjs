// Takes steps with the vendor's JavaScript SDK, unmodified. Reads one JSON line for each task, writes one for each
// outcome: see `run`. The SDK itself reads NODE_PATH's purecloud-platform-client-v2.

const readline = require('readline')
const sdk = require('purecloud-platform-client-v2')

const client = sdk.ApiClient.instance
client.setReturnExtendedResponses(true)
client.config.logger.log_to_console = false

const steps = {
  async login(task) {
    await client.loginClientCredentialsGrant(task.client_id, task.client_secret)
    const token = client.authentications['PureCloud OAuth'].accessToken
    return { status: 200, got: { token: token === undefined ? 'none' : 'one' } }
  },
  async 'who-am-i'() {
    const { status, body } = await new sdk.TokensApi().getTokensMe()
    const { OAuthClient: own = {}, organization = {} } = Object(body)
    return { status, got: { client: own.id, grant: own.authorizedGrantType, organization: organization.id } }
  },
  async queue(task) {
    const { status, body } = await new sdk.RoutingApi().getRoutingQueue(task.queue_id)
    return { status, got: { queue: body.id, division: body.division && body.division.id } }
  },
  async message(task) {
    const message = {
      channel: { from: { id: task.guest, idType: 'Opaque', nickname: 'Guest' }, time: new Date().toISOString() },
      text: 'Hello',
    }
    const { status, body } = await new sdk.ConversationsApi().postConversationsMessageInboundOpenMessage(
      task.integration_id, message, { prefetchConversationId: true })
    return { status, got: { text: body.text, conversation: body.conversationId ? 'one' : 'none' } }
  },
}

// What the SDK rejects with: an error of axios at login, its own answer afterwards, or an error of its own.
function failure(thrown) {
  const answer = thrown.response || (thrown.status ? thrown : undefined)
  if (!answer) return { status: 0, code: null, words: String(thrown.message || thrown) }
  const body = answer.body || answer.data
  const { code, error, message, error_description: description } = Object(typeof body === 'object' ? body : {})
  return { status: answer.status, code: code || error || null, words: message || description || null }
}

async function take(task) {
  client.setGateway({
    host: '127.0.0.1', protocol: 'http', port: task.port,
    path_params_login: `genesys-cloud/${task.login_region}/login`,
    path_params_api: `genesys-cloud/${task.api_region}/api`,
  })
  client.clearAccessToken()
  let outcome
  for (const step of task.steps) {
    try {
      outcome = { step, failed: false, ...await steps[step](task) }
    } catch (thrown) {
      return { step, failed: true, ...failure(thrown) }
    }
  }
  return outcome
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await take(JSON.parse(line))) + '\n')
  }
  // The SDK watches a file of settings, and would go on.
  process.exit(0)
}

main()
