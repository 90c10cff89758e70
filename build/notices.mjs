/* The licences of the packages that are in the bundle, in one text: each licence once, with the packages that it covers. */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** The text for the modules (file paths) that were bundled. Throws when a package has no licence that can be named. */
export function notices(modules) {
	const folders = [...new Set(modules.map(packageFolder).filter(Boolean))];
	const packages = folders.flatMap((folder) => [readPackage(folder), ...readParts(folder)]).sort((a, b) => a.title.localeCompare(b.title));
	const groups = groupBy(packages, sameLicence);
	const texts = [...groups.values()].map((covered) => `${covered.map(heading).join('\n')}\n\n${covered[0].terms}\n`);
	return `vswitch-lab contains these packages.\n\n${texts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}

function packageFolder(module) {
	return /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(module)?.[1];
}

function readPackage(folder) {
	const {name, version, license, author} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const texts = readdirSync(folder)
		.filter((file) => /^(licen[cs]e|notice)/i.test(file))
		.map((file) => readFileSync(join(folder, file), 'utf8').trim());
	return describe(`${name} ${version} (${license})`, texts.join('\n\n') || mitText(license, author?.name ?? author, name));
}

/* meow is a bundle itself; the licences of its parts are in one file, with `Name: …` lines and the text behind `===`. */
function readParts(folder) {
	const file = join(folder, 'build', 'licenses.md');
	const parts = existsSync(file) ? readFileSync(file, 'utf8').split(/^---$/m) : [];
	return parts.map((part) => {
		const field = (name) => new RegExp(`^${name}: (.+)$`, 'm').exec(part)?.[1];
		return describe(`${field('Name')} ${field('Version')} (${field('License')})`, part.split(/^===$/m)[1]?.trim() ?? '');
	});
}

/* A licence is who holds the copyright, which differs, and the terms, which are often the same to the word. */
function describe(title, text) {
	const start = text.search(/^(?:Permission is hereby granted|Permission to use, copy)/m);
	return start === -1
		? {title, holders: [], terms: text}
		: {title, holders: text.slice(0, start).match(/^.*copyright.*$/gim) ?? [], terms: text.slice(start)};
}

function heading({title, holders}) {
	return [title, ...holders.map((holder) => `    ${holder.trim()}`)].join('\n');
}

function sameLicence({terms}) {
	return terms.replaceAll(/[\s"“”*]+/g, ' ').trim();
}

function groupBy(values, keyOf) {
	const groups = new Map();
	for (const value of values) {
		const key = keyOf(value);
		groups.set(key, [...(groups.get(key) ?? []), value]);
	}
	return groups;
}

/* A few packages name the MIT licence in package.json and ship no text. */
function mitText(license, author, name) {
	if (license !== 'MIT' || !author) {
		throw new Error(`No licence text found for ${name}`);
	}
	const [, , ...terms] = readFileSync(new URL('../LICENSE', import.meta.url), 'utf8')
		.trim()
		.split('\n\n');
	return `Copyright (c) ${author}\n\n${terms.join('\n\n')}`;
}
