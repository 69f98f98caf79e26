// Takes a guest's steps, in the order in which a page takes them, through the WebSockets of npm ws. Reads one JSON
// line for each task, writes one for each outcome: see `run`.

const { randomUUID } = require('crypto')
const readline = require('readline')
const { WebSocket } = require('ws')

// What comes in, and whoever waits for it.
class Line {
  constructor(socket) {
    this.socket = socket
    this.came = []
    this.waiting = undefined
    socket.on('message', (data) => this.put({ message: JSON.parse(data.toString()) }))
    socket.on('close', (code, reason) => this.put({ closed: code, reason: reason.toString() }))
    socket.on('error', (error) => this.put({ error: error.message }))
    socket.on('open', () => this.put({ open: true }))
    socket.on('unexpected-response', (request, answer) => {
      this.put({ refused: answer.statusCode })
      request.destroy()
    })
  }

  put(what) {
    if (this.waiting) {
      this.waiting(what)
      this.waiting = undefined
    } else {
      this.came.push(what)
    }
  }

  next() {
    return this.came.length ? Promise.resolve(this.came.shift()) : new Promise((resolve) => { this.waiting = resolve })
  }

  async ask(action, members, wanted) {
    this.socket.send(JSON.stringify({ action, token: this.token, ...members }))
    const { message, closed, reason, error } = await this.next()
    if (!message) return { failed: true, status: closed || 0, code: null, words: reason || error }
    if (message.class !== wanted) {
      // A refusal has a class of its own where it is for too many messages, and its code further in.
      const { errorCode = message.code, errorMessage = message.body } = Object(message.body)
      return { failed: true, status: 101, code: String(errorCode), words: String(errorMessage) }
    }
    return { failed: false, status: message.code, got: { class: message.class, text: message.body.text } }
  }
}

const steps = {
  async open(task) {
    const base = `ws://127.0.0.1:${task.port}/genesys-cloud/${task.messaging_region}/webmessaging/v1`
    const line = new Line(new WebSocket(`${base}?deploymentId=${task.deployment_id}`, { origin: task.origin }))
    line.token = randomUUID()
    task.line = line
    const { open, refused, error } = await line.next()
    if (open) return { failed: false, status: 101, got: {} }
    return { failed: true, status: refused || 0, code: null, words: error || null }
  },
  session: ({ line, deployment_id: deploymentId }) =>
    line.ask('configureSession', { deploymentId, startNew: true }, 'SessionResponse'),
  echo: ({ line }) => line.ask('echo', { message: { type: 'Text', text: 'ping' } }, 'StructuredMessage'),
  say: ({ line }) => line.ask('onMessage', { message: { type: 'Text', text: 'Hello' } }, 'StructuredMessage'),
  close: ({ line }) => line.ask('closeSession', { closeAllConnections: true }, 'ConnectionClosedEvent'),
}

async function take(task) {
  let outcome = {}
  for (const step of task.steps) {
    outcome = { step, ...await steps[step](task) }
    if (outcome.failed) break
  }
  if (task.line) task.line.socket.terminate()
  return outcome
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await take(JSON.parse(line))) + '\n')
  }
}

main()
