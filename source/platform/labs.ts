/**
 * The labs of the program's own, ready to open. As the lessons (`lessons.ts`) they are packed by the build, into `labs.json`, which is read only
 * when a lab is asked for; a checkout loads them from their files.
 */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {LabPack} from './lesson-info.js';
import {packLabs} from './lesson-pack.js';

let pack: LabPack | undefined;

/** The names of the labs for the sandbox, with what each shows, by language. */
export function listLabs(): readonly {name: string; about: Readonly<Record<string, string>>}[] {
	return Object.entries(readPack()).map(([name, {about}]) => ({name, about}));
}

/** A lab for the sandbox by name; `undefined` when there is none. */
export function openLab(name: string): LabPack[string] | undefined {
	const labs = readPack();
	return Object.hasOwn(labs, name) ? labs[name] : undefined;
}

function readPack(): LabPack {
	pack ??= process.env.VSWITCH_LAB_BUNDLE
		? (JSON.parse(readFileSync(join(import.meta.dirname, 'labs.json'), 'utf8')) as LabPack)
		: packLabs(join(import.meta.dirname, '../../lessons/labs'));
	return pack;
}
