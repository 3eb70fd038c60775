import {randomBytes} from 'node:crypto';
import {Agent} from 'node:https';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type {Connection} from '../components/core/connection';
import {closing, leftBehind, type Probe, probeName, tlsOf} from './probe';

/** A client that asks once, over one connection, and how to close both. */
export function s3Client(connection: Connection): {client: S3Client; close: () => void} {
  const {host, port, username, password} = connection;
  const agent = new Agent({...tlsOf(connection), keepAlive: true, maxSockets: 1});
  const client = new S3Client({
    endpoint: `https://${host}:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: {accessKeyId: username, secretAccessKey: password},
    maxAttempts: 1,
    requestHandler: {httpsAgent: agent},
  });
  const close = () => {
    client.destroy();
    agent.destroy();
  };
  return {client, close};
}

/** Where the objects of probes are. */
const folder = '.probe/';

/** Puts an object into the bucket that the connection names as its database, gets it, compares, and deletes it. */
export const s3: Probe = (connection, signal) => {
  const {database} = connection;
  const {client, close} = s3Client(connection);
  return closing(signal, close, async () => {
    const place = {Bucket: database, Key: `${folder}${probeName()}`};
    const options = {abortSignal: signal};
    const word = randomBytes(8).toString('hex');
    await client.send(new PutObjectCommand({...place, Body: word}), options);
    try {
      const {Body} = await client.send(new GetObjectCommand(place), options);
      if ((await Body?.transformToString()) !== word) throw new Error('got another object than was put');
    } finally {
      await client.send(new DeleteObjectCommand(place), options);
    }
    const {Contents = []} = await client.send(new ListObjectsV2Command({Bucket: database, Prefix: folder}), options);
    const left = leftBehind(Contents.map(({Key = ''}) => Key.slice(folder.length)));
    for (const name of left)
      await client.send(new DeleteObjectCommand({Bucket: database, Key: folder + name}), options);
    return {detail: `S3, bucket "${database}"`};
  });
};
