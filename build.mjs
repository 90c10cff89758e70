/*
 * The build: `node build.mjs [--quiet]` makes `dist/`, which is the whole published program.
 *
 * 	cli.cjs       the entry: version check, first paint, loader with code cache
 * 	main.cjs      the command line; it loads the rest when it is needed
 * 	lab.cjs       engine, console, lessons, views: what the screen, the plain text and replay share
 * 	screen.cjs    Ink, and what every screen shares
 * 	start.cjs     the screen of lessons; start-budget.cjs that of the time budget
 * 	lessons.json  all lessons, ready to play
 * 	labs.json     all labs for the sandbox
 * 	run-schema.json  the shape of what `run --json` prints
 * 	NOTICES.txt   the licences of what is bundled
 */
import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {rolldown} from 'rolldown';
import {fastText} from './build/fast-text.mjs';
import {leanInk} from './build/lean-ink.mjs';
import {leanMeow} from './build/lean-meow.mjs';
import {notices} from './build/notices.mjs';
import {packLessonsAndLabs, withoutLoader} from './build/pack-lessons.mjs';
import {schemasApart} from './build/schemas-apart.mjs';
import {staticImports} from './build/static-imports.mjs';
import {synchronousYoga} from './build/synchronous-yoga.mjs';

const root = import.meta.dirname;
const dist = join(root, 'dist');
const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const {lessons, labs} = await packLessonsAndLabs(root);

const common = {
	'process.env.NODE_ENV': '"production"',
	'process.env.VSWITCH_LAB_BUNDLE': '"yes"',
	'process.env.VSWITCH_LAB_VERSION': JSON.stringify(version),
};

/** The rooms that are loaded together, and their packages. */
const laboratory = /[\\/]source[\\/](?:engine|console|lesson|view|locale[\\/](?!locale\.ts))|[\\/]node_modules[\\/]immer[\\/]/;

/** Who validates needs the schemas, which need the laboratory: in one chunk with it they would run before they are there. */
const validators = /[\\/]source[\\/]lesson[\\/]lab-text\.ts$/;

async function bundle(input, {define, target, codeSplitting, entryFileNames, plugins = []}) {
	const build = await rolldown({
		cwd: root,
		input,
		preserveEntrySignatures: 'allow-extension',
		platform: 'node',
		checks: {emptyImportMeta: false},
		// Our own modules do nothing when they are imported, except the entry.
		treeshake: {moduleSideEffects: (id) => (id.startsWith(join(root, 'source')) ? id.endsWith('bin.ts') : undefined)},
		transform: {target, define: {...common, ...define}},
		plugins: [synchronousYoga(), leanInk(), leanMeow(), fastText(), schemasApart(), withoutLoader(), ...plugins],
	});
	const {output} = await build.generate({
		format: 'cjs',
		minify: true,
		codeSplitting,
		entryFileNames,
		chunkFileNames: '[name].cjs',
		exports: 'named',
	});
	await build.close();
	return output;
}

const early = staticImports();
const main = await bundle(
	{main: 'source/cli.tsx'},
	{
		target: 'node20',
		plugins: [early.plugin],
		entryFileNames: '[name].cjs',
		codeSplitting: {
			includeDependenciesRecursively: false,
			groups: [
				{name: 'schemas', test: /\?schemas$|[\\/]node_modules[\\/]zod[\\/]/},
				// Ink and what the lesson's screen and the budget's share.
				{
					name: 'screen',
					test: (id) => /[\\/]source[\\/]ui[\\/]|[\\/]node_modules[\\/](?!zod|yaml)/.test(id) && !laboratory.test(id) && !early.has(id),
					minShareCount: 2,
				},
				{name: 'lab', test: (id) => laboratory.test(id) && !validators.test(id) && !early.has(id), minShareCount: 2},
			],
		},
	},
);
const chunks = main.filter(({type}) => type === 'chunk');
// Every start loads the laboratory. A schema in it would be made each time, and before what it is made of is there.
if (chunks.find(({fileName}) => fileName === 'lab.cjs')?.imports.includes('schemas.cjs')) {
	throw new Error(
		'lab.cjs needs schemas.cjs: a module that everybody loads validates, or has a schema that build/schemas-apart.mjs does not see.',
	);
}
const build = createHash('sha256');
for (const {code} of chunks) {
	build.update(code);
}
const entry = await bundle('source/bin.ts', {
	target: 'es2018',
	codeSplitting: false,
	entryFileNames: 'cli.cjs',
	define: {
		'process.env.VSWITCH_LAB_BUILD': JSON.stringify(build.digest('hex').slice(0, 16)),
		'process.env.VSWITCH_LAB_LESSONS': JSON.stringify(lessons.index.map(({id}) => id).join(' ')),
	},
});

const prelude = readFileSync(join(root, 'build/prelude.cjs'), 'utf8').replace('$VERSION', version);
const files = {
	...Object.fromEntries(chunks.map(({fileName, code}) => [fileName, code])),
	'cli.cjs': `#!/usr/bin/env node\n${prelude}${entry[0].code}`,
	'lessons.json': JSON.stringify(lessons),
	'labs.json': JSON.stringify(labs),
	'run-schema.json': readFileSync(join(root, 'docs/schemas/run.json'), 'utf8'),
	'NOTICES.txt': notices(chunks.flatMap(({modules}) => Object.keys(modules))),
};
// In place, file by file: whoever runs the program during a build gets the old or the new file, never none.
mkdirSync(dist, {recursive: true});
for (const [name, text] of Object.entries(files)) {
	writeFileSync(join(dist, `.${name}`), text, {mode: name === 'cli.cjs' ? 0o755 : 0o644});
	renameSync(join(dist, `.${name}`), join(dist, name));
	if (!process.argv.includes('--quiet')) {
		console.log(`${name.padEnd(16)}${String(Buffer.byteLength(text)).padStart(8)}`);
	}
}
for (const name of readdirSync(dist).filter((entry) => !Object.hasOwn(files, entry))) {
	rmSync(join(dist, name), {recursive: true});
}
