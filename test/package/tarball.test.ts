/** The packed program, as `npx` runs it: in an empty folder, with nothing else installed, without a network. */
import {execFileSync, spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';

const root = join(import.meta.dirname, '../..');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

let folder: string;
let home: string;
let program: string;
let packed: {size: number; unpackedSize: number; files: {path: string}[]};

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'vswitch-lab-'));
	home = join(folder, 'home');
	program = join(folder, 'package/dist/cli.cjs');
	mkdirSync(home);
	const report = execFileSync(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {cwd: root, encoding: 'utf8'});
	[packed] = JSON.parse(report);
	const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
	execFileSync('tar', ['-xzf', tarball], {cwd: folder});
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** Run the packed program with nothing of this checkout in reach; every attempt to open a connection fails at once. */
function run(first: string | {readonly node: readonly string[]} = '', ...rest: string[]) {
	const args = typeof first === 'string' ? [program, first, ...rest].filter(Boolean) : [...first.node, program, ...rest];
	const {PATH} = process.env;
	const env = {PATH, HOME: home, NODE_PATH: '', HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9'};
	const {status, stdout, stderr} = spawnSync(process.execPath, args, {
		cwd: folder,
		env,
		encoding: 'utf8',
		input: '',
	});
	return {status, stdout, stderr};
}

describe('the tarball', () => {
	it('is small', () => {
		// 980 kB and 3.0 MB with one lesson; a sixth of it is Ink with React and Yoga (docs/decisions/0002).
		expect(packed.size).toBeLessThanOrEqual(1_150_000);
		expect(packed.unpackedSize).toBeLessThanOrEqual(3_700_000);
	});

	it('has few files, and only those of the program', () => {
		const paths = packed.files.map(({path}) => path);
		expect(paths).toEqual(
			expect.arrayContaining([
				'LICENSE',
				'package.json',
				'dist/cli.cjs',
				'dist/main.cjs',
				'dist/lessons.json',
				'dist/labs.json',
				'dist/run-schema.json',
				'dist/NOTICES.txt',
			]),
		);
		expect(paths.filter((path) => !/^(LICENSE|README\.md|package\.json|dist\/[a-z-]+\.(cjs|json)|dist\/NOTICES\.txt)$/.test(path))).toEqual(
			[],
		);
		expect(paths.length).toBeLessThanOrEqual(28);
	});

	it('asks for nothing to be installed and runs nothing when it is', () => {
		const {dependencies, optionalDependencies, peerDependencies, scripts, engines} = JSON.parse(
			readFileSync(join(folder, 'package/package.json'), 'utf8'),
		);
		expect({dependencies, optionalDependencies, peerDependencies}).toEqual({});
		expect(Object.keys(scripts).filter((name) => /install|prepare/.test(name))).toEqual([]);
		expect(engines).toEqual({node: '>=20'});
	});

	it('has the program in it also where nothing was built before, as in a fresh clone', () => {
		const clone = mkdtempSync(join(tmpdir(), 'vswitch-lab-clone-'));
		try {
			for (const name of [
				'source',
				'lessons',
				'build',
				'build.mjs',
				'docs/schemas',
				'package.json',
				'tsconfig.json',
				'LICENSE',
				'README.md',
			])
				cpSync(join(root, name), join(clone, name), {recursive: true});
			symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
			const [fresh] = JSON.parse(
				execFileSync(npm, ['pack', '--json'], {cwd: clone, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}),
			);
			const paths = (files: {path: string}[]) => files.map(({path}) => path).sort();
			expect(paths(fresh.files)).toEqual(paths(packed.files));
		} finally {
			rmSync(clone, {recursive: true});
		}
	});

	it('has an entry that is small enough to paint first', () => {
		expect(statSync(program).size).toBeLessThanOrEqual(6000);
	});

	it('names the licence of every package that is in it', () => {
		const notices = readFileSync(join(folder, 'package/dist/NOTICES.txt'), 'utf8');
		for (const name of ['meow', 'env-paths']) {
			expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(MIT\\)$`, 'm'));
		}
	});
});

describe('the unpacked program', () => {
	const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

	it('answers --version', () => {
		expect(run('--version')).toEqual({status: 0, stdout: `${version}\n`, stderr: ''});
		expect(run('play', '--version')).toEqual({status: 0, stdout: `${version}\n`, stderr: ''});
	});

	it('answers --help', () => {
		const {status, stdout, stderr} = run('--help');
		expect({status, stderr}).toEqual({status: 0, stderr: ''});
		expect(stdout).toMatch(/^A terminal teaching console for virtual switching\.\n/);
	});

	it('lists the lessons as JSON', () => {
		const {status, stdout, stderr} = run('list', '--json');
		expect({status, stderr}).toEqual({status: 0, stderr: ''});
		expect(JSON.parse(stdout)).toContainEqual(
			expect.objectContaining({
				id: 'macvlan',
				minutes: expect.any(Number),
				steps: expect.any(Number),
				title: expect.stringContaining('macvlan'),
			}),
		);
	});

	it('prints the list and how to go on when there is no terminal', () => {
		const {status, stdout, stderr} = run();
		expect({status, stderr}).toEqual({status: 0, stderr: ''});
		expect(stdout).toContain('macvlan');
		expect(stdout).toContain('vswitch-lab play LESSON --plain');
		expect(stdout).not.toContain('\u001B');
	});

	it.each([
		[['--plian'], 'Unknown flag "--plian". Did you mean "--plain"?'],
		[['lsit'], 'Unknown command "lsit". Did you mean "list"?'],
		[['play', 'macvaln'], 'Unknown lesson "macvaln". Did you mean "macvlan"?'],
		[['play', 'macvlan', 'bridge'], 'play opens one lesson; "bridge" is one too many.'],
		[['progress', 'improt'], 'Unknown word "improt". Did you mean "import"?'],
		[['help', 'lits'], 'Unknown command "lits". Did you mean "list"?'],
		[['list', 'all'], 'Unknown list "all". See vswitch-lab list --help.'],
		[['doctor', 'me'], 'doctor takes no more words; "me" is one too many. See vswitch-lab --help.'],
	])('answers %j with one line and 2', (args, line) => {
		expect(run(...args)).toEqual({status: 2, stdout: '', stderr: `${line}\n`});
	});

	it('refuses an old Node with one line before it loads anything', () => {
		const pretend = "Object.defineProperty(process, 'versions', {value: {...process.versions, node: '18.20.4'}})";
		const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
		const {status, stdout, stderr} = spawnSync(process.execPath, ['--import', preload, program, 'list'], {encoding: 'utf8'});
		expect({status, stdout, stderr}).toEqual({
			status: 1,
			stdout: '',
			stderr: 'vswitch-lab needs Node 20 or later; this is Node 18.20.4. Get it from https://nodejs.org\n',
		});
	});

	it.each([[['--version']], [['--help']], [['list', '--json']], [['doctor']], [['play', 'nothing']]])(
		'reads nothing but the command line for %j',
		(args) => {
			const spy = join(folder, 'spy.cjs');
			writeFileSync(
				spy,
				`const fs = require('node:fs');
			const {readFileSync} = fs;
			const read = [];
			fs.readFileSync = (path, ...rest) => {
				read.push(String(path));
				return readFileSync(path, ...rest);
			};
			process.on('exit', () => fs.writeFileSync(${JSON.stringify(join(folder, 'read.json'))}, JSON.stringify(read)));`,
			);
			run({node: ['--require', spy]}, ...args);
			const chunks = (JSON.parse(readFileSync(join(folder, 'read.json'), 'utf8')) as string[]).map((path) => basename(path));
			expect(chunks.filter((name) => name.endsWith('.cjs') && !['cli.cjs', 'main.cjs'].includes(name))).toEqual([]);
		},
	);
});
