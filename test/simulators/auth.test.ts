// RingCentral's sign-in as the simulator plays it: grants, refusals, expiry, refresh and revocation.
import assert from 'node:assert/strict';
import { closeAll, control, jwtForm, openSimulators, read, requestToken, signIn } from './support.ts';

describe('the simulated sign-in', () => {
  afterEach(closeAll);

  it('gives an access token for a JWT, and no refresh token unless the application asked for them', async () => {
    const sim = await openSimulators();
    const { status, json } = await requestToken(sim, jwtForm);
    assert.equal(status, 200);
    assert.equal(json.token_type, 'bearer');
    assert.equal(json.expires_in, 3600);
    assert.equal(typeof json.scope, 'string');
    assert.equal(typeof json.session_id, 'string');
    assert.ok(!('refresh_token' in json));
    assert.equal((await control(sim).ledger()).counts.tokens, 1);
  });

  it('takes any credentials by default, but only the exact ones when they are set', async () => {
    const sim = await openSimulators({ credentials: { clientId: 'id', clientSecret: 'secret', jwt: 'a.b.c' } });
    assert.equal((await requestToken(sim, jwtForm)).status, 200);
    const wrongSecret = await requestToken(sim, jwtForm, 'id:other');
    assert.deepEqual([wrongSecret.status, wrongSecret.json.error, wrongSecret.json.errors[0].errorCode], [401, 'invalid_client', 'OAU-146']);
    const wrongJwt = await requestToken(sim, { ...jwtForm, assertion: 'x.y.z' });
    assert.deepEqual([wrongJwt.status, wrongJwt.json.error, wrongJwt.json.errors[0].errorCode], [401, 'invalid_grant', 'OAU-140']);
    const missing = await fetch(`${sim.url}/restapi/oauth/token`, { method: 'POST', body: new URLSearchParams(jwtForm) });
    assert.equal(missing.status, 401);
    const otherGrant = await requestToken(sim, { grant_type: 'password' });
    assert.deepEqual([otherGrant.status, otherGrant.json.error], [400, 'unsupported_grant_type']);
  });

  it('answers 401 without a token, with an unknown one, with an expired one, and after revocation', async () => {
    let nowMs = Date.now();
    const sim = await openSimulators({ now: () => nowMs });
    const bare = await read(await fetch(`${sim.url}/restapi/v1.0/subscription`));
    assert.deepEqual([bare.status, bare.json.errorCode], [401, 'OAU-151']);
    const unknown = await read(await fetch(`${sim.url}/restapi/v1.0/subscription`, { headers: { Authorization: 'Bearer nonsense' } }));
    assert.deepEqual([unknown.status, unknown.json.errorCode, unknown.json.errors[0].errorCode], [401, 'TokenInvalid', 'OAU-213']);

    const client = await signIn(sim);
    assert.equal((await client.list()).status, 200);
    nowMs += 3_600_000;
    const expired = await client.list();
    assert.deepEqual([expired.status, expired.json.errorCode, expired.json.errors[0].errorCode], [401, 'TokenExpired', 'OAU-128']);

    const second = await signIn(sim);
    assert.equal((await control(sim).call('DELETE', '/tokens')).json.revoked >= 1, true);
    assert.equal((await second.list()).status, 401);
  });

  it('revokes a token that its owner hands back', async () => {
    const sim = await openSimulators();
    const { json: { access_token: token } } = await requestToken(sim, jwtForm);
    const list = () => fetch(`${sim.url}/restapi/v1.0/subscription`, { headers: { Authorization: `bearer ${token}` } });
    assert.equal((await list()).status, 200);
    const revoked = await fetch(`${sim.url}/restapi/oauth/revoke`, {
      method: 'POST', headers: { Authorization: `Basic ${btoa('id:secret')}` }, body: new URLSearchParams({ token }),
    });
    assert.equal(revoked.status, 200);
    assert.equal((await list()).status, 401);
  });

  it('uses a refresh token once, repeats its successor for ten seconds, and ends the old access token', async () => {
    let nowMs = Date.now();
    const sim = await openSimulators({ issueRefreshTokens: true, now: () => nowMs });
    const first = (await requestToken(sim, jwtForm)).json;
    const form = { grant_type: 'refresh_token', refresh_token: first.refresh_token, access_token_ttl: '-1' };
    const get = (token: string) => fetch(`${sim.url}/restapi/v1.0/subscription`, { headers: { Authorization: `Bearer ${token}` } });

    const second = (await requestToken(sim, form)).json;
    assert.notEqual(second.access_token, first.access_token);
    assert.equal((await get(first.access_token)).status, 401);
    assert.equal((await get(second.access_token)).status, 200);
    nowMs += 10_000;
    assert.equal((await requestToken(sim, form)).json.access_token, second.access_token);
    nowMs += 1;
    const late = await requestToken(sim, form);
    assert.deepEqual([late.status, late.json.error], [400, 'invalid_grant']);
    assert.equal((await control(sim).ledger()).counts.tokens, 2);
  });
});
