// Makes the keys that the servers sign with and the client proves itself with. None is committed.
//
//   node keys.mjs signing DIR [keep-ids]   DIR/signing.json: an RSA, a P-256 and an Ed25519 key
//                                          DIR/signing.pem: the RSA key once more
//   node keys.mjs client DIR NAME          DIR/NAME.json: an RSA key
//   node keys.mjs assertion FILE CLIENT AUDIENCE [SECONDS]
//                                          prints a client assertion (RFC 7523, section 3)
import {
  createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign,
} from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const kinds = [
  ['RS256', 'rsa', { modulusLength: 2048 }],
  ['ES256', 'ec', { namedCurve: 'P-256' }],
  ['EdDSA', 'ed25519', {}],
];

// The docker registry knows a key by this form of its fingerprint only, so every key carries it:
// the first 240 bits of the SHA-256 of the public key in DER, in base32, four characters a group.
function fingerprint(key) {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const bits = [...createHash('sha256').update(der).digest().subarray(0, 30)]
    .map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const letters = bits.match(/.{5}/g).map((five) => alphabet[parseInt(five, 2)]).join('');
  return letters.match(/.{4}/g).join(':');
}

function signing(directory, keepIds) {
  const file = `${directory}/signing.json`;
  const earlier = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const keys = kinds.map(([alg, type, options], index) => {
    const { privateKey } = generateKeyPairSync(type, options);
    if (alg === 'RS256') {
      writeFileSync(`${directory}/signing.pem`, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    }
    const kid = keepIds ? earlier[index].kid : fingerprint(privateKey);
    return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid };
  });
  writeFileSync(file, JSON.stringify(keys));
}

function client(directory, name) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: name };
  writeFileSync(`${directory}/${name}.json`, JSON.stringify(jwk));
}

function assertion(file, clientId, audience, seconds = '60') {
  const jwk = JSON.parse(readFileSync(file, 'utf8'));
  const now = Math.floor(Date.now() / 1000);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: clientId, sub: clientId, aud: audience, jti: randomUUID(), iat: now, exp: now + Number(seconds),
  };
  const signed = `${part({ alg: 'RS256', kid: jwk.kid })}.${part(claims)}`;
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  console.log(`${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`);
}

const [act, ...rest] = process.argv.slice(2);
({ signing, client, assertion })[act](...rest);
