/* The licences of the packages that are in the bundle, in one text. */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** The text for the modules (file paths) that were bundled. Throws when a package has no licence that can be named. */
export function notices(modules) {
	const folders = [...new Set(modules.map(packageFolder).filter(Boolean))];
	const texts = folders.map(packageNotice).sort((a, b) => a.localeCompare(b));
	return `vswitch-lab contains these packages.\n\n${texts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}

function packageFolder(module) {
	return /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(module)?.[1];
}

function packageNotice(folder) {
	const {name, version, license, author} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const texts = readdirSync(folder)
		.filter((file) => /^(licen[cs]e|notice)/i.test(file))
		.map((file) => readFileSync(join(folder, file), 'utf8').trim());
	if (texts.length === 0) {
		texts.push(mitText(license, author?.name ?? author, name));
	}
	// meow is a bundle itself, with the licences of its parts in this file.
	const parts = join(folder, 'build', 'licenses.md');
	if (existsSync(parts)) {
		texts.push(readFileSync(parts, 'utf8').trim());
	}
	return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}

/* A few packages name the MIT licence in package.json and ship no text. */
function mitText(license, author, name) {
	if (license !== 'MIT' || !author) {
		throw new Error(`No licence text found for ${name}`);
	}
	return `The MIT License (MIT)\n\nCopyright (c) ${author}\n\n${readFileSync(new URL('../LICENSE', import.meta.url), 'utf8')
		.split('\n\n')
		.slice(2)
		.join('\n\n')
		.trim()}`;
}
