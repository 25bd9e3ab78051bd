package dev.slipway.workload.objectstore;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Elements of one name in an answer of S3, in order. No entity is resolved, no other file is read. */
final class S3Xml {
    private S3Xml() {}

    static List<String> texts(InputStream xml, String element) throws XMLStreamException {
        XMLStreamReader reader = reader(xml);
        List<String> texts = new ArrayList<>();
        while (reader.hasNext()) {
            if (reader.next() == XMLStreamConstants.START_ELEMENT
                    && reader.getLocalName().equals(element)) {
                texts.add(reader.getElementText());
            }
        }
        return texts;
    }

    /** The elements of this name, each as the texts of its children. */
    static List<Map<String, String>> records(InputStream xml, String element) throws XMLStreamException {
        XMLStreamReader reader = reader(xml);
        List<Map<String, String>> records = new ArrayList<>();
        while (reader.hasNext()) {
            if (reader.next() == XMLStreamConstants.START_ELEMENT
                    && reader.getLocalName().equals(element)) {
                records.add(children(reader));
            }
        }
        return records;
    }

    private static Map<String, String> children(XMLStreamReader reader) throws XMLStreamException {
        Map<String, String> texts = new HashMap<>();
        StringBuilder text = new StringBuilder();
        int depth = 1;
        while (depth > 0) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    text.setLength(0);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    if (depth == 2) {
                        texts.put(reader.getLocalName(), text.toString());
                    }
                    depth--;
                }
                default -> {}
            }
        }
        return texts;
    }

    private static XMLStreamReader reader(InputStream xml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // A reader of its own: of bytes that are no UTF-8 the parser would print to standard error what it throws as
        // well.
        return factory.createXMLStreamReader(new InputStreamReader(xml, StandardCharsets.UTF_8));
    }
}
