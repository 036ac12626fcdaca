// Bundles src/ with what it uses of ECharts into one script: node bundle.mjs OUTPUT
// Installs the pinned packages first where they are missing or older than the lock file. Builds may run side by side:
// each installs apart and only swaps the finished folder in, so none ever sees half a folder, and no lock can be left behind.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const output = resolve(process.argv[2]);

function upToDate() {
    const mark = join(modules, '.package-lock.json');
    return existsSync(mark) && statSync(mark).mtimeMs >= statSync(join(here, 'package-lock.json')).mtimeMs;
}

function install() {
    const apart = mkdtempSync(join(dirname(output), 'npm-'));
    try {
        for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
            copyFileSync(join(here, name), join(apart, name));
        }

        // Standard output would be taken for build messages; npm's errors go to standard error.
        execFileSync('npm', ['ci', '--loglevel=error'], {
            cwd: apart, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32',
        });
        if (!upToDate()) {
            if (existsSync(modules)) {
                renameSync(modules, join(apart, 'old'));
            }

            renameSync(join(apart, 'node_modules'), modules);
        }
    } catch (problem) {
        // Another build was quicker by a hair.
        if (!upToDate()) {
            throw problem;
        }
    } finally {
        rmSync(apart, { recursive: true, force: true });
    }
}

mkdirSync(dirname(output), { recursive: true });
if (!upToDate()) {
    install();
}

const { build } = await import(pathToFileURL(join(modules, 'esbuild', 'lib', 'main.js')));
const draft = `${output}.${process.pid}`;
await build({
    entryPoints: [join(here, 'src', 'report.js')],
    outfile: draft,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'error',
    banner: { js: '/* Includes Apache ECharts and zrender; Apache-2.0 and BSD-3-Clause: https://echarts.apache.org */' },
});
renameSync(draft, output);
