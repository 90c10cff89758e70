/** The screen. */
import {Box, render, Text, useInput} from 'ink';
import type {PlayOptions} from '../platform/play-options.js';

/** Open the screen; resolves with the exit code when it is left. */
export async function start(options: PlayOptions): Promise<number> {
	options.screen.enter();
	let code = 0;
	const app = render(
		<Placeholder
			leave={(exit) => {
				code = exit;
				app.unmount();
			}}
		/>,
		{exitOnCtrlC: false, patchConsole: false, interactive: true},
	);
	options.afterFirstFrame();
	await app.waitUntilExit();
	return code;
}

function Placeholder({leave}: {readonly leave: (code: number) => void}) {
	useInput((input, key) => {
		if (key.ctrl && input === 'c') {
			leave(130);
		} else if (input === 'q') {
			leave(0);
		}
	});
	return (
		<Box height={23} justifyContent="flex-end">
			<Text>The map ─ é q quit</Text>
		</Box>
	);
}
