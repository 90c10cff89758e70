/** `npm ci` refuses a lockfile in which a platform's package is missing, on every platform. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from 'vitest';

type Locked = {version?: string; hasInstallScript?: boolean; optional?: boolean; optionalDependencies?: Record<string, string>};

const {packages} = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')) as {
	packages: Record<string, Locked>;
};

/** Optional dependencies that are locked nowhere, in the version that is asked for. */
function missing(locked: Record<string, Locked>): string[] {
	const present = Object.entries(locked).map(([path, {version}]) => `${path.split('node_modules/').at(-1)}@${version}`);
	const wanted = Object.values(locked).flatMap(({optionalDependencies = {}}) => Object.entries(optionalDependencies));
	// A range may be met by several versions; then the name must do.
	const isLocked = ([name, version]: [string, string]) =>
		/^\d/.test(version) ? present.includes(`${name}@${version}`) : present.some((entry) => entry.startsWith(`${name}@`));
	return wanted.filter((entry) => !isLocked(entry)).map(([name]) => name);
}

it('locks the packages of every platform', () => {
	expect(missing(packages)).toEqual([]);
});

it('has no package with an install script', () => {
	expect(Object.entries(packages).flatMap(([path, {hasInstallScript}]) => (hasInstallScript ? [path] : []))).toEqual([]);
});

it('notices a platform that is missing, or locked in another version', () => {
	const wants = {optionalDependencies: {'a-linux': '1.0.0', 'a-darwin': '1.0.0', 'a-win32': '1.0.0'}};
	const locked = {'node_modules/a': wants, 'node_modules/a-linux': {version: '1.0.0'}, 'node_modules/a-win32': {version: '0.9.0'}};
	expect(missing(locked)).toEqual(['a-darwin', 'a-win32']);
});
