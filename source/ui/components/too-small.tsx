/** What a terminal shows that has become too small for any layout. */

import {Box} from 'ink';
import {wrapText} from '../../view/cell-width.js';
import type {Layout} from '../../view/layout.js';
import {line} from '../../view/token.js';
import {useWords} from '../hooks/use-words.js';
import {Pane} from './pane.js';

export function TooSmall({layout}: {readonly layout: Layout}) {
	const words = useWords();
	const text = words.messages.tooSmall(layout.columns, layout.rows + 1);
	return (
		<Box width={layout.columns} height={Math.max(1, layout.rows)} overflow="hidden">
			<Pane area={layout.content} lines={wrapText(text, Math.max(1, layout.columns)).map((row) => line(row))} />
		</Box>
	);
}
