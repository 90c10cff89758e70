/** A rectangle of the screen with rows of text. The rows are cut to width beforehand, so that Ink has nothing to wrap. */
import {Box, Text} from 'ink';
import {cutLine} from '../../view/bar-lines.js';
import type {Rect} from '../../view/canvas.js';
import type {Line} from '../../view/token.js';
import {useTheme} from '../hooks/use-theme.js';

export interface PaneProps {
	readonly area: Rect;
	readonly lines: readonly Line[];
}

export function Pane({area, lines}: PaneProps) {
	const theme = useTheme();
	const rows = lines.slice(0, area.height).map((line) => theme.paint(cutLine(line, area.width)));
	return (
		<Box position="absolute" left={area.x} top={area.y} width={area.width} height={area.height} overflow="hidden">
			<Text wrap="truncate">{rows.join('\n')}</Text>
		</Box>
	);
}
