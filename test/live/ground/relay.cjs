// Hands every connection to a port on to a file, or every connection to a file on to a port; ends with its standard input.
//   relay.cjs <port or file> <port or file>
const {connect, createServer} = require('node:net');

const [from, to] = process.argv.slice(2);
const place = (text) => (text.includes('/') ? {path: text} : {host: '127.0.0.1', port: Number(text)});

createServer((client) => {
  const server = connect(place(to));
  client.pipe(server).pipe(client);
  const end = () => {
    client.destroy();
    server.destroy();
  };
  client.on('error', end);
  server.on('error', end);
}).listen(place(from), () => console.log('listens'));

process.stdin.on('end', () => process.exit()).resume();
