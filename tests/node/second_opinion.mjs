// What other people's libraries make of a credential, offline.
//
//     node second_opinion.mjs < request.json
//
// The request names a task and brings all that may be read: contexts and controller documents by their addresses.
// The answer is one JSON object. Whatever is not in the request does not exist.

import {createHash, createPublicKey, verify as verifySignature} from 'node:crypto';
import process from 'node:process';
import {text} from 'node:stream/consumers';

import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as statusList from '@digitalbazaar/vc-bitstring-status-list';
import * as vc from '@digitalbazaar/vc';
import canonicalize from 'canonicalize';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';

const ED25519 = Buffer.from([0xed, 0x01]);
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

const request = JSON.parse(await text(process.stdin));
const tasks = {verify, issue, verify_jcs, read_status, time_verify};
process.stdout.write(JSON.stringify(await tasks[request.task](request)));

async function documentLoader(url) {
  const document = request.documents[url];
  if(document === undefined) {
    throw new Error(`${url} is not part of the request.`);
  }
  return {contextUrl: null, documentUrl: url, document};
}

// eddsa-rdfc-2022 by @digitalbazaar/vc, the status list of the credential included
async function verify({credentials, now}) {
  const answers = [];
  for(const credential of credentials) {
    answers.push(await verifyOne(credential, new Date(now)));
  }
  return {answers};
}

async function verifyOne(credential, now) {
  const suite = new DataIntegrityProof({cryptosuite});
  const checkStatus = async options => {
    const outcome = await statusList.checkStatus({
      ...options, documentLoader, suite, verifyBitstringStatusListCredential: true, verifyMatchingIssuers: true
    });
    // The library answers "verified" also for a bit that is set; what it means is left to the caller.
    const revoked = outcome.verified && outcome.results.some(({status}) => status);
    return revoked ? {verified: false, error: new Error('The credential was revoked.')} : outcome;
  };
  const {verified, error, statusResult} = await vc.verifyCredential(
    {credential, suite, documentLoader, checkStatus, now});
  return {verified, errors: [...messages(error), ...messages(statusResult?.error)]};
}

async function issue({credential, key, now}) {
  const pair = await Ed25519Multikey.from(key);
  const suite = new DataIntegrityProof({signer: pair.signer(), cryptosuite, date: new Date(now)});
  return vc.issue({credential, suite, documentLoader, now: new Date(now)});
}

// CPU milliseconds of one verification without its status, the least of several rounds
async function time_verify({credential, now, rounds, times}) {
  const suite = new DataIntegrityProof({cryptosuite});
  const checkStatus = () => ({verified: true});
  let least = Infinity;
  for(let round = 0; round < rounds; round++) {
    const begin = process.cpuUsage();
    for(let n = 0; n < times; n++) {
      const {verified} = await vc.verifyCredential(
        {credential, suite, documentLoader, checkStatus, now: new Date(now)});
      if(!verified) {
        throw new Error('The credential should verify.');
      }
    }
    const {user, system} = process.cpuUsage(begin);
    least = Math.min(least, (user + system) / 1000 / times);
  }
  return {milliseconds: least, node: process.version};
}

// eddsa-jcs-2022 by the letter of VC-DI EdDSA 1.0, 3.3, with nothing but a canonical JSON and a signature
async function verify_jcs({credentials}) {
  const answers = [];
  for(const credential of credentials) {
    answers.push(await verifyJcs(credential));
  }
  return {answers};
}

async function verifyJcs({proof: proofs, ...document}) {
  const proof = [proofs].flat().find(each => each.cryptosuite === 'eddsa-jcs-2022');
  if(proof === undefined) {
    return {verified: false, errors: ['There is no proof of this kind.']};
  }
  const {proofValue, ...options} = proof;
  const unsecured = {...document};
  if(options['@context'] !== undefined) {
    const [signed, stated] = [options['@context'], document['@context']].map(each => [each].flat());
    if(!signed.every((each, n) => each === stated[n])) {
      return {verified: false, errors: ['The context does not begin with the signed one.']};
    }
    unsecured['@context'] = options['@context'];
  }
  const hash = Buffer.concat([options, unsecured].map(
    each => createHash('sha256').update(canonicalize(each)).digest()));
  const {document: {publicKeyMultibase}} = await documentLoader(options.verificationMethod);
  const raw = base58(publicKeyMultibase);
  if(!raw.subarray(0, 2).equals(ED25519)) {
    return {verified: false, errors: ['The key is none of Ed25519.']};
  }
  const key = createPublicKey({key: Buffer.concat([SPKI, raw.subarray(2)]), format: 'der', type: 'spki'});
  const verified = verifySignature(null, hash, key, base58(proofValue));
  return {verified, errors: verified ? [] : ['The signature does not fit.']};
}

async function read_status({credential}) {
  const list = await statusList.decodeList({encodedList: credential.credentialSubject.encodedList});
  const set = [];
  for(let n = 0; n < list.length; n++) {
    if(list.getStatus(n)) {
      set.push(n);
    }
  }
  return {length: list.length, set};
}

function base58(multibase) {
  if(multibase[0] !== 'z') {
    throw new Error('Not base58btc.');
  }
  let number = 0n;
  for(const character of multibase.slice(1)) {
    number = number * 58n + BigInt(BASE58.indexOf(character));
  }
  const hex = number.toString(16);
  const zeros = /^1*/.exec(multibase.slice(1))[0].length;
  return Buffer.concat([Buffer.alloc(zeros), Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')]);
}

function messages(error) {
  if(!error) {
    return [];
  }
  return [error.message, ...[error.errors ?? []].flat().flatMap(messages), ...messages(error.cause)];
}
