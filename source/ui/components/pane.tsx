/** A rectangle of the screen with rows of text. The rows are cut to width beforehand, so that Ink has nothing to wrap. */
import {Box, Text} from 'ink';
import {toAscii} from '../../view/ascii.js';
import {cutLine} from '../../view/bar-lines.js';
import type {Rect} from '../../view/canvas.js';
import type {Line} from '../../view/token.js';
import {useGlyphs, useTheme} from '../hooks/use-theme.js';

export interface PaneProps {
	readonly area: Rect;
	readonly lines: readonly Line[];
}

export function Pane({area, lines}: PaneProps) {
	const theme = useTheme();
	const glyphs = useGlyphs();
	const rows = lines.slice(0, area.height).map((line) => {
		const cut = cutLine(line, area.width);
		return theme.paint(glyphs.name === 'ascii' ? cut.map(({text, token}) => ({text: toAscii(text), token})) : cut);
	});
	return (
		<Box position="absolute" left={area.x} top={area.y} width={area.width} height={area.height} overflow="hidden">
			<Text wrap="truncate">{rows.join('\n')}</Text>
		</Box>
	);
}
