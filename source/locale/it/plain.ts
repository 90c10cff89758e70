/** Le parole del testo lineare che lo schermo non ha. */
import type {plain as source} from '../en/plain.js';

export const plain = {
	tooSmall: (size: string, smallest: string): string =>
		`Questo terminale è ${size} e lo schermo chiede ${smallest}, quindi la lezione va come testo. Per lo schermo ingrandisci il terminale e riavvia.`,
	lessons: 'Lezioni:',
	whichLesson: 'Quale lezione? Il numero o il nome, q esce: ',
	noSuchLesson: (word: string): string => `Non esiste la lezione «${word}».`,
	opening: (title: string, minutes: number, steps: number): string => `${title}. ${steps} passi, circa ${minutes} minuti.`,
	help: 'Rispondi con il numero di un’opzione; più numeri si separano con spazi. ? ripete questo testo, h dà un suggerimento, s mostra la risposta dopo un tentativo, r ricomincia il passo, p torna al passo precedente, k salta, q esce; i progressi restano. inspect elenca i frame passati e li smonta.',
	resumed: (step: number): string => `Eri già qui: si riprende dal passo ${step}.`,
	step: (number: number, count: number, title: string, kind: string): string => `Passo ${number} di ${count}: ${title} (${kind})`,
	goOn: 'Invio per proseguire: ',
	answerOne: 'Numero della risposta: ',
	answerMany: 'Numeri delle risposte, 0 per nessuna: ',
	answerPoint: 'Numeri delle porte: ',
	answerOrder: 'Numeri in ordine: ',
	answerNumber: (unit: string): string => `Il tuo numero${unit === '' ? '' : `, in ${unit}`}: `,
	badOrder: (count: number): string => `Rispondi con tutti i numeri da 1 a ${count}, in ordine.`,
	badNumber: 'Rispondi con un numero, come 12 o 67,2.',
	badAnswer: (count: number): string => `Rispondi con un numero da 1 a ${count}.`,
	badMany: (count: number): string => `Rispondi con numeri da 1 a ${count} separati da spazi, oppure 0 per nessuna.`,
	sure: 'Quanto ne sei sicuro? 1 poco, 2 abbastanza, 3 molto; Invio per passare oltre: ',
	committed: 'La tua previsione è registrata.',
	events: 'Ecco che cosa succede:',
	noEvents: 'Non succede nulla.',
	side: (name: string, sentence: string): string => `${name}: ${sentence}`,
	youSaid: (answer: string): string => `Hai detto: ${answer}.`,
	itWas: (answer: string): string => `È stato: ${answer}.`,
	tryAgain: 'Riprova.',
	parted: (event: string): string => `Le strade si dividono qui: ${event}`,
	goals: 'Obiettivi:',
	goal: (met: boolean, text: string): string => `${met ? '[x]' : '[ ]'} ${text}`,
	promptHelp: (names: string, start: string): string =>
		`Scrivi comandi. Sei su ${start}; «on NOME» passa a un’altra macchina (${names}). «goals» elenca gli obiettivi, «undo» annulla un comando, «events» racconta che cosa ha causato l’ultimo; ? h s p k q come sempre.`,
	sandboxHelp: (names, start) =>
		`Scrivi comandi. Sei su ${start}; «on NOME» passa a un’altra macchina (${names}). «undo» annulla un comando, «events» racconta che cosa ha causato l’ultimo, «help» elenca gli strumenti; q esce.`,
	status: (code: number): string => `(stato d’uscita ${code})`,
	allMet: 'Tutti gli obiettivi sono raggiunti.',
	solutionTyped: 'Questi comandi vengono scritti per te:',
	left: (step: number, count: number): string =>
		`Hai lasciato al passo ${step} di ${count}. I progressi restano; lo stesso comando riprende da qui.`,
	leftUnkept: (step: number, count: number): string => `Hai lasciato al passo ${step} di ${count}.`,
	ended: (step: number, count: number): string =>
		`Le risposte finiscono al passo ${step} di ${count}. I progressi restano; lo stesso comando riprende da qui.`,
	endedUnkept: (step: number, count: number): string => `Le risposte finiscono al passo ${step} di ${count}.`,
	finished: (title: string, right: number, made: number): string => `«${title}» è finita. Previsioni giuste: ${right} su ${made}.`,
	table: (label: string, left: string, right: string, verdict: string): string => `${label}: ${left} e ${right}; ${verdict}.`,
	notKept: (why: string): string => `I progressi non vengono conservati: ${why}`,
	again: 'Questa lezione era già finita; ricomincia da capo.',
} satisfies typeof source;
