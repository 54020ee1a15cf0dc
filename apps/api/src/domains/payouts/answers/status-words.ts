import type { ItemNews } from '../item-rules.ts';
import { plainWord } from './csv-columns.ts';

/** In English, German, French, Dutch and Spanish, without accents and spaces; and the codes of ISO 20022, Wise and PayPal. */
const WORDS: Readonly<Record<ItemNews, string>> = {
  paid: `paid booked executed completed complete settled success successful succeeded processed done acsc accc
    outgoingpaymentsent bezahlt gebucht verbucht ausgefuhrt ausgefuehrt erledigt gutgeschrieben abgeschlossen gezahlt
    erfolgreich paye payee execute executee effectue effectuee comptabilise comptabilisee termine terminee regle reglee
    reussi betaald uitgevoerd geboekt verwerkt voltooid afgehandeld geslaagd
    pagado pagada ejecutado ejecutada realizado realizada completado completada contabilizado contabilizada abonado
    abonada procesado procesada liquidado liquidada`,
  failed: `failed failure rejected declined refused denied cancelled canceled notexecuted blocked rjct canc
    abgelehnt fehlgeschlagen zuruckgewiesen zurueckgewiesen abgewiesen storniert nichtausgefuhrt nichtausgefuehrt
    gescheitert rejete rejetee refuse refusee echoue echouee echec annule annulee nonexecute nonexecutee
    afgewezen geweigerd afgekeurd mislukt geannuleerd nietuitgevoerd
    rechazado rechazada fallido fallida anulado anulada cancelado cancelada denegado denegada noejecutado noejecutada`,
  returned: `returned return refunded reversed bounced bouncedback fundsrefunded chargedback
    ruckuberweisung rueckueberweisung zuruckgegeben zurueckgegeben zuruckuberwiesen zurueckueberwiesen rucklaufer
    ruecklaeufer ruckgabe rueckgabe retoure retourniert retourne retournee rembourse remboursee restitue
    teruggeboekt teruggestort geretourneerd teruggestuurd devuelto devuelta devolucion reembolsado reembolsada
    retornado retornada`,
  underWay: `pending processing inprogress inprocess sent submitted accepted approved scheduled open queued received new
    unclaimed onhold incomingpaymentwaiting fundsconverted accp acsp actc acwc acfc acwp pdng rcvd patc pres
    offen inbearbeitung ausstehend vorgemerkt angenommen freigegeben geplant ubermittelt uebermittelt eingereicht
    terminiert encours encoursdetraitement enattente acceptee accepte enregistre enregistree emis emise planifie
    planifiee transmis transmise inbehandeling gepland ingediend geaccepteerd openstaand verzonden goedgekeurd
    pendiente enproceso encurso aceptado aceptada programado programada enviado enviada entramite`,
};

const NEWS_OF = new Map(
  (Object.entries(WORDS) as [ItemNews, string][]).flatMap(([news, words]) =>
    words.split(/\s+/).map((word) => [word, news] as const),
  ),
);

/** Returns what a status means; null for a word that is not known: it is never guessed from a part of it. */
export function newsOfWord(status: string): ItemNews | null {
  return NEWS_OF.get(plainWord(status)) ?? null;
}
