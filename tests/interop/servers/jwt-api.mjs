// A protected API, guarded by express-oauth2-jwt-bearer (Auth0's middleware) and Express alone.
//
// From the environment: PORT, ISSUER, AUDIENCE. It finds the keys by the issuer's discovery
// document, keeps them for ten minutes and asks again at most every thirty seconds.
//
// Seen with curl, express-oauth2-jwt-bearer 1.10.0; each refusal is an HTML page of Express, and only
// its challenge says why: Bearer realm="api", error="…", error_description="…", DPoP algs="…"
//   no token              401 without error
//   an opaque token       401 invalid_token: Invalid Token or Protected Header formatting
//   of another API        401 invalid_token: Unexpected 'aud' value
//   ended                 401 invalid_token: 'exp' claim timestamp check failed
//   key not in the set    401 invalid_token: no applicable key found in the JSON Web Key Set
//   another key, same kid 401 invalid_token: signature verification failed
//   lacks the scope       403 insufficient_scope: Insufficient Scope, scope="messages:admin"
import express from 'express';
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer';

const { PORT, ISSUER, AUDIENCE } = process.env;

const api = express();
api.get('/health', (_, answer) => answer.json({ up: true }));
api.use(auth({ issuerBaseURL: ISSUER, audience: AUDIENCE, clockTolerance: 0 }));
api.get('/queues/support', requiredScopes('messages:read'), (_, answer) => {
  answer.json({ name: 'Support', open: true });
});
api.get('/admin', requiredScopes('messages:admin'), (_, answer) => answer.json({ up: true }));

api.listen(Number(PORT), '127.0.0.1');
