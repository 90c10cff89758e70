/*
 * A small table that stands still, over ink-table
 *
 * ink-table measures columns and asks for a component for each cell, head and
 * line. The lines are left out, so that a table of four rows takes five. Live tables do not go this
 * way (docs/decisions): they are windowed and marked row by row.
 */
import {Box, Text} from 'ink';
import type {PropsWithChildren, ReactNode} from 'react';
import {toAscii} from '../../view/ascii.js';
import type {Rect} from '../../view/canvas.js';
import type {Token} from '../../view/token.js';
import {useGlyphs, useTheme} from '../hooks/use-theme.js';
import {InkTable} from './ink-table.js';

export interface GridProps {
	readonly area: Rect;
	/** Heads of the columns, in order; every row has the same. */
	readonly columns: readonly string[];
	readonly rows: readonly Readonly<Record<string, string>>[];
	/** Meaning of a cell by its text; plain where it is not said. */
	readonly tokenOf?: (text: string) => Token;
}

export function Grid({area, columns, rows, tokenOf = () => 'text'}: GridProps) {
	const theme = useTheme();
	const glyphs = useGlyphs();
	const textOf = (children: ReactNode): string => (glyphs.name === 'ascii' ? toAscii(String(children ?? '')) : String(children ?? ''));
	const Cell = ({children}: PropsWithChildren) => {
		const text = textOf(children);
		return <Text wrap="truncate">{theme.paint([{text, token: tokenOf(text.trim())}])}</Text>;
	};
	const Head = ({children}: PropsWithChildren) => <Text wrap="truncate">{theme.paint([{text: textOf(children), token: 'heading'}])}</Text>;
	return (
		<Box position="absolute" left={area.x} top={area.y} width={area.width} height={area.height} overflow="hidden">
			<InkTable data={rows.map((row) => ({...row}))} columns={[...columns]} padding={1} cell={Cell} header={Head} skeleton={Skeleton} />
		</Box>
	);
}

/** The lines of the table: none. Each cell has a blank on either side, which is what parts the columns. */
function Skeleton() {
	return null;
}
