/**
 * The loader of the bundle, with V8's code cache.
 *
 * `require` would compile the bundle at every start. V8 can keep the compiled code as bytes and take it again; it is worth
 * most when the bytes are made after the first frame, because functions are compiled when they are first called and only
 * then are in the bytes. (Node's own `module.enableCompileCache` stores what is compiled before that, and is not in Node 20.)
 *
 * The bytes are kept in the user's cache folder, one file for each chunk, build, Node version and architecture. V8 checks
 * version, flags and source itself and rejects what does not fit. A cache that cannot be read, written or used is no error.
 */
import {mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {Script} from 'node:vm';

type Chunk = {exports: unknown; script: Script; cached: boolean; file: string};

/** Load a chunk of the bundle and everything that it needs; `keepCodeCache` writes the code cache of what is loaded by then. */
export function loadBundle<Exports>(name: string): {bundle: Exports; keepCodeCache: () => void} {
	const folder = cacheFolder();
	const chunks = new Map<string, Chunk>();
	const load = (path: string): unknown => {
		const known = chunks.get(path);
		if (known) {
			return known.exports;
		}
		const filename = join(__dirname, path);
		const source = `(function(exports,require,module,__filename,__dirname){${readFileSync(filename, 'utf8')}\n})`;
		const file = join(folder, `${path}.${process.env.VSWITCH_LAB_BUILD}-${process.version}-${process.arch}`);
		const cachedData = attempt(() => readFileSync(file));
		const script = new Script(source, {filename, ...(cachedData && {cachedData})});
		const module = {exports: {}};
		const chunk: Chunk = {exports: module.exports, script, cached: cachedData !== undefined && !script.cachedDataRejected, file};
		chunks.set(path, chunk);
		const requireChunk = (id: string) => (id.startsWith('./') ? load(id.slice(2)) : require(id));
		script.runInThisContext()(module.exports, requireChunk, module, filename, __dirname);
		chunk.exports = module.exports;
		return chunk.exports;
	};
	const keepCodeCache = () => {
		attempt(() => {
			const fresh = [...chunks.values()].filter((chunk) => !chunk.cached);
			if (fresh.length > 0) {
				mkdirSync(folder, {recursive: true, mode: 0o700});
				dropOthers(folder);
			}
			for (const chunk of fresh) {
				writeFileSync(`${chunk.file}.${process.pid}`, chunk.script.createCachedData(), {mode: 0o600});
				renameSync(`${chunk.file}.${process.pid}`, chunk.file);
				chunk.cached = true;
			}
		});
	};
	return {bundle: load(name) as Exports, keepCodeCache};
}

/** The cache folder of the user, as the platform has it. Written out here because the entry loads nothing. */
function cacheFolder(): string {
	const {env, platform} = process;
	const home = homedir();
	switch (platform) {
		case 'darwin':
			return join(home, 'Library', 'Caches', 'vswitch-lab');
		case 'win32':
			return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'vswitch-lab', 'Cache');
		default:
			return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'vswitch-lab');
	}
}

/** Remove what other builds left behind. */
function dropOthers(folder: string): void {
	for (const name of readdirSync(folder)) {
		if (!name.includes(`.${process.env.VSWITCH_LAB_BUILD}-`)) {
			rmSync(join(folder, name), {force: true});
		}
	}
}

function attempt<Result>(action: () => Result): Result | undefined {
	try {
		return action();
	} catch {
		return undefined;
	}
}
