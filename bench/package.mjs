/* The packed program: its size, and how many files it has. */
import {execFileSync} from 'node:child_process';
import {join} from 'node:path';

export const title = 'package';

export async function run() {
	const root = join(import.meta.dirname, '..');
	const [{size, unpackedSize, files}] = JSON.parse(
		execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
			cwd: root,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		}),
	);
	return [
		{what: 'tarball', value: `${(size / 1000).toFixed(0)} kB`, ratio: size / 200_000, unit: '× 200 kB', goal: 1},
		{what: 'unpacked', value: `${(unpackedSize / 1000).toFixed(0)} kB`, ratio: unpackedSize / 600_000, unit: '× 600 kB', goal: 1},
		{what: 'files', value: files.length},
		...files.map(({path, size: bytes}) => ({what: `  ${path}`, value: `${(bytes / 1000).toFixed(1)} kB`})),
	];
}
