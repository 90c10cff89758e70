/*
 * The bench: `npm run bench` measures everything, `npm run bench startup engine` only these.
 * It prints and never fails: on another machine, or a busy one, the numbers differ; the ratios are taken side by side in one run.
 */
import {short} from './measure.mjs';

const all = ['startup', 'engine', 'flow-cache', 'budget', 'fabric', 'history', 'screen', 'package'];
const wanted = process.argv.slice(2);

for (const name of wanted.length > 0 ? wanted : all) {
	const {title, run} = await import(`./${name}.mjs`);
	console.log(`\n${title}`);
	for (const {what, value, ratio, unit, goal} of await run()) {
		const compared = ratio === undefined ? '' : `${short(ratio)} ${unit}`;
		const aim = goal === undefined ? '' : `goal ${goal}${ratio > goal ? ', missed' : ''}`;
		console.log(`  ${what.padEnd(44)}${String(value).padStart(16)}   ${compared.padEnd(34)}${aim}`.trimEnd());
	}
}
