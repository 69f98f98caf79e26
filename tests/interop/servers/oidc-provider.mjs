// oidc-provider, the certified OpenID provider, as the cases need it.
//
// From the environment: PORT, ISSUER, DIRECTORY (clients.json, signing.json, client.json and
// issued.txt, to which every token that it issues is added, so that outputs can be searched for it).
// Every answer is the package's own.
//
// Seen with curl, oidc-provider 9.13.3, at the token endpoint:
//   wrong secret, Basic     401 WWW-Authenticate: Basic realm="ISSUER", error="invalid_client",
//                           error_description="client authentication failed"; the same in the body
//   wrong secret, form      401 without a challenge, the same body
//   unknown client          as a wrong secret
//   client for private key,
//   asked with Basic        as a wrong secret
//   secret with a stray %,
//   raw in Basic            400 invalid_request: client_id and client_secret in the authorization
//                           header are not properly encoded
//   secret with + raw       401 as a wrong secret: the + was read as a blank
//   scope of others         400 invalid_scope: requested scope is not allowed
//   scope nobody knows      200, dropped silently; the answer and the token then have no `scope`
//   unknown resource        400 invalid_target: resource indicator is missing, or unknown
//   assertion, wrong key    401 invalid_client: client authentication failed
// and at its other endpoints:
//   introspection of a JWT  400 unsupported_token_type: Structured JWT Tokens cannot be introspected
//                           via the introspection_endpoint
//   of an ended opaque one  200 {"active":false}
//   userinfo with a token
//   of no person            401 Bearer error="invalid_token", error_description="invalid token provided"
import { createPublicKey } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import Provider, { errors } from 'oidc-provider';

const { PORT, ISSUER, DIRECTORY } = process.env;
const read = (name) => JSON.parse(readFileSync(`${DIRECTORY}/${name}`, 'utf8'));

const { kid, alg, use, ...clientKey } = read('client.json');
const clientPublicKey = {
  ...createPublicKey({ key: clientKey, format: 'jwk' }).export({ format: 'jwk' }), kid, alg, use,
};

// One protected API for each kind of access token, named by its resource indicator (RFC 8707).
const jwt = (signedWith, accessTokenTTL = 600) => ({
  accessTokenFormat: 'jwt', accessTokenTTL, jwt: { sign: { alg: signedWith } },
});
const opaque = (accessTokenTTL) => ({ accessTokenFormat: 'opaque', accessTokenTTL });
const resources = {
  'urn:interop:rs256': jwt('RS256'),
  'urn:interop:es256': jwt('ES256'),
  'urn:interop:eddsa': jwt('EdDSA'),
  'urn:interop:short': jwt('RS256', 60),
  'urn:interop:registry': jwt('RS256'),
  'urn:interop:opaque': opaque(600),
  'urn:interop:short-opaque': opaque(1),
};

const provider = new Provider(ISSUER, {
  clients: read('clients.json').map((client) => ({
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    scope: 'messages:read messages:write',
    ...client,
    ...(client.token_endpoint_auth_method === 'private_key_jwt' && { jwks: { keys: [clientPublicKey] } }),
  })),
  jwks: { keys: read('signing.json') },
  scopes: ['openid', 'messages:read', 'messages:write', 'messages:admin'],
  clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    introspection: { enabled: true, allowedPolicy: () => true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo(_, indicator) {
        if (!Object.hasOwn(resources, indicator)) {
          throw new errors.InvalidTarget();
        }
        return {
          audience: indicator,
          scope: 'messages:read messages:write messages:admin',
          ...resources[indicator],
        };
      },
      useGrantedResource: () => true,
    },
  },
  // What the docker registry goes by instead of scopes.
  extraTokenClaims: (_, token) => (token.resourceServer?.audience === 'urn:interop:registry'
    ? { access: [{ type: 'repository', name: 'team/app', actions: ['pull'] }] }
    : undefined),
});
provider.on('grant.success', ({ body }) => {
  appendFileSync(`${DIRECTORY}/issued.txt`, `${body.access_token}\n`);
});

provider.listen(Number(PORT), '127.0.0.1');
