// Exit status 0 when node_modules holds what package-lock.json names; packages for other machines may be missing. npm's own list
// is not enough: it stays when somebody removes a folder, or when two installations get into each other's way.
const {existsSync, readFileSync} = require('node:fs');
const {join} = require('node:path');

const packagesOf = (...path) => JSON.parse(readFileSync(join(process.argv[2], ...path), 'utf8')).packages;

try {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules', '.package-lock.json');
  const same = (name) =>
    installed[name]?.version === wanted[name].version &&
    installed[name]?.integrity === wanted[name].integrity &&
    existsSync(join(process.argv[2], name, 'package.json'));
  const needed = (name) => name.includes('node_modules/') && !wanted[name].optional && !wanted[name].link;
  process.exitCode = Object.keys(wanted).filter(needed).every(same) ? 0 : 1;
} catch {
  process.exitCode = 1;
}
