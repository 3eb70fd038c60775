// TypeScript as the checkout's tsconfig.json says it, from whatever folder the door is called.
const {enableCompileCache} = require('node:module');
const {homedir} = require('node:os');
const {join} = require('node:path');

const cache = process.env.KAILASH_CACHE || join(homedir(), '.cache', 'kailash-platform');
enableCompileCache(process.env.NODE_COMPILE_CACHE || join(cache, 'compiled'));
const {register} = require('ts-node');

const root = join(__dirname, '..', '..');
register({cwd: root, project: join(root, 'tsconfig.json')});
