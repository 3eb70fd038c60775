// TypeScript as the checkout's tsconfig.json says it, from whatever folder the door is called.
const {join} = require('node:path');
const {register} = require('ts-node');

const root = join(__dirname, '..', '..');
register({transpileOnly: true, cwd: root, project: join(root, 'tsconfig.json')});
