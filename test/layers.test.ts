/** Imports run one way, and the engine is pure. */
import {readdirSync, readFileSync} from 'node:fs';
import {join, normalize, sep} from 'node:path';
import {describe, expect, it} from 'vitest';

/** The rooms that each room may import from, beside itself. `cli` stands for the two files in `source/` itself. */
const mayImport = {
	engine: [],
	locale: ['engine'],
	console: ['engine', 'locale'],
	replay: ['engine', 'console'],
	lesson: ['engine', 'console'],
	view: ['engine', 'console', 'lesson', 'locale'],
	platform: ['lesson', 'locale'],
	ui: ['engine', 'console', 'lesson', 'view', 'locale', 'platform'],
	commands: ['engine', 'console', 'replay', 'lesson', 'view', 'locale', 'platform'],
	cli: ['commands', 'ui', 'platform', 'locale'],
} as const satisfies Record<string, readonly string[]>;

type Room = keyof typeof mayImport;

/** The rooms that may touch the machine. */
const mayUseNode: readonly Room[] = ['platform', 'commands', 'cli'];

/** What the engine may not name: the clock, chance, and the machine. */
const impure = /\bDate\b|\bMath\.random\b|\bperformance\b|\bprocess\b|\bsetTimeout\b|\bsetInterval\b|\bglobalThis\b|\bcrypto\b/;

const source = join(import.meta.dirname, '../source');

type File = {readonly path: string; readonly text: string};

function sourceFiles(): File[] {
	return readdirSync(source, {recursive: true, encoding: 'utf8'})
		.filter((path) => /\.tsx?$/.test(path))
		.map((path) => ({path: path.split(sep).join('/'), text: readFileSync(join(source, path), 'utf8')}));
}

function roomOf(path: string): string {
	const [first = '', ...rest] = path.split('/');
	return rest.length === 0 ? 'cli' : first;
}

function isRoom(name: string): name is Room {
	return Object.hasOwn(mayImport, name);
}

/** The modules that a file imports, statically, dynamically or as types. */
function imports(text: string): string[] {
	const found = text.matchAll(/^\s*(?:import|export)\b[^'";]*?from '([^']+)'|\bimport\('([^']+)'\)|^\s*import '([^']+)'/gm);
	return [...found].map(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? '');
}

/** Everything that is wrong with one file, one line each. */
function faults({path, text}: File): string[] {
	const room = roomOf(path);
	if (!isRoom(room)) {
		return [`${path}: "${room}" is no room`];
	}
	const allowed: readonly string[] = mayImport[room];
	const problems: string[] = [];
	for (const name of imports(text)) {
		const target = name.startsWith('.')
			? roomOf(
					normalize(join(path, '..', name))
						.split(sep)
						.join('/'),
				)
			: undefined;
		if (target !== undefined && target !== room && !allowed.includes(target)) {
			problems.push(`${path}: ${room} may not import from ${target} (${name})`);
		}
		if (name.startsWith('node:') && !mayUseNode.includes(room)) {
			problems.push(`${path}: ${room} may not use ${name}`);
		}
		if (/^(react|ink)\b/.test(name) && room !== 'ui') {
			problems.push(`${path}: only ui may use ${name}`);
		}
	}
	const impurity = room === 'engine' ? impure.exec(withoutWords(text))?.[0] : undefined;
	return impurity === undefined ? problems : [...problems, `${path}: the engine may not name ${impurity}`];
}

/** The code without comments and without what stands between single quotes, which may speak of anything. */
function withoutWords(text: string): string {
	return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replaceAll(/'(?:[^'\\\n]|\\.)*'/g, "''");
}

describe('layers', () => {
	const files = sourceFiles();

	it('finds the files', () => {
		expect(files.map(({path}) => path)).toContain('engine/world.ts');
		expect(files.map(({path}) => path)).toContain('bin.ts');
	});

	it('has only arrows that point the right way', () => {
		expect(files.flatMap(faults)).toEqual([]);
	});

	it('is without cycles between the rooms', () => {
		const order = new Map<string, number>();
		const visit = (room: Room, path: readonly Room[]): number => {
			expect(path).not.toContain(room);
			const deepest = Math.max(-1, ...(mayImport[room] as readonly Room[]).map((next) => visit(next, [...path, room])));
			order.set(room, deepest + 1);
			return deepest + 1;
		};
		expect(visit('cli', [])).toBe(Math.max(...order.values()));
	});
});

describe('the check itself', () => {
	it.each<[string, File, string]>([
		['an arrow back', {path: 'engine/tick.ts', text: "import {draw} from '../view/canvas.js';"}, 'engine may not import from view'],
		['a type from above', {path: 'lesson/session.ts', text: "import type {Props} from '../ui/app.js';"}, 'lesson may not import from ui'],
		['a lazy arrow back', {path: 'view/canvas.ts', text: "const ui = await import('../ui/app.js');"}, 'view may not import from ui'],
		['a re-export', {path: 'console/ip.ts', text: "export {x} from '../lesson/load.js';"}, 'console may not import from lesson'],
		[
			'an import over several lines',
			{path: 'engine/a.ts', text: "import {\n\ta,\n\tb,\n} from '../lesson/load.js';"},
			'engine may not import from lesson',
		],
		['the machine outside its rooms', {path: 'view/canvas.ts', text: "import fs from 'node:fs';"}, 'view may not use node:fs'],
		['React outside ui', {path: 'view/canvas.ts', text: "import {Text} from 'ink';"}, 'only ui may use ink'],
		['a clock in the engine', {path: 'engine/tick.ts', text: 'const now = Date.now();'}, 'the engine may not name Date'],
		['chance in the engine', {path: 'engine/tick.ts', text: 'const x = Math.random();'}, 'the engine may not name Math.random'],
		['a room that is none', {path: 'utils/misc.ts', text: ''}, '"utils" is no room'],
	])('reports %s', (_name, file, problem) => {
		expect(faults(file).join('\n')).toContain(problem);
	});

	it('lets comments and texts speak of dates', () => {
		expect(faults({path: 'engine/tick.ts', text: "/* Date */ const a = 'the Date of it'; // Math.random"})).toEqual([]);
		expect(faults({path: 'engine/tick.ts', text: "const a = 'it\\'s'; const b = Date.now(); const c = '';"})).toHaveLength(1);
	});
});
