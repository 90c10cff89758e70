import {readFileSync} from 'node:fs';
import {it} from 'vitest';
import {masked} from './recorded-answer.js';
import {recordedLab, type} from './tool-lab.js';
it('x', () => {
	const {answers} = JSON.parse(readFileSync('/tmp/ip-wt/test/conformance/console/ip-route-random.json', 'utf8'));
	const history = recordedLab();
	let n = 0;
	for (const answer of answers) {
		const {stdout, stderr, status} = type(history, answer.run);
		const a = JSON.stringify(masked({run: answer.run, status, stdout, stderr}));
		const b = JSON.stringify(masked(answer));
		if (a !== b && n++ < 4) console.log(`${answers.indexOf(answer)} OURS ${stdout}${stderr}${status}\nREAL ${answer.run}: ${answer.stdout}${answer.stderr}${answer.status}\n`);
	}
	console.log('diffs', n, 'of', answers.length);
});
