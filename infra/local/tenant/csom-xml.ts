import { SaxesParser } from 'saxes';

/** An element with its attributes, its child elements and its text. Names are without prefix. */
export interface XmlElement {
  name: string;
  namespace: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  text: string;
}

/** The root element; undefined when the text is not well-formed XML. */
export function parseXml(text: string): XmlElement | undefined {
  const parser = new SaxesParser({ xmlns: true });
  const document = newElement('', '', {});
  const open = [document];
  const innermost = (): XmlElement => open.at(-1) ?? document;
  parser.on('opentag', ({ local, uri, attributes }) => {
    const texts = Object.values(attributes).map((one): [string, string] => [one.local, one.value]);
    const element = newElement(local, uri, Object.fromEntries(texts));
    innermost().children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  const addText = (piece: string): void => {
    innermost().text += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  const faults: Error[] = [];
  parser.on('error', (fault) => faults.push(fault));
  parser.write(text).close();
  return faults.length === 0 ? document.children[0] : undefined;
}

function newElement(
  name: string,
  namespace: string,
  attributes: Readonly<Record<string, string>>,
): XmlElement {
  return { name, namespace, attributes, children: [], text: '' };
}
