package dev.fermata.client.backend;

import dev.fermata.client.internal.json.JsonPointer;
import dev.fermata.client.internal.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads XML into the tree of {@link BodyFormat#XML}. Nothing outside the body is ever read. */
final class XmlTree {

    private static final int DEEPEST = 500;

    private XmlTree() {}

    /**
     * @param inUtf8 whether the text is in UTF-8, whatever it says of itself: that of a header counts (RFC 7303, section 3.2)
     * @throws MalformedResponseException if the body is no XML, or has a document type
     */
    static JsonValue read(byte[] body, boolean inUtf8) {
        try {
            DocumentBuilder parser = factory().newDocumentBuilder();
            // The default one prints to standard error.
            parser.setErrorHandler(new DefaultHandler());
            Element root = parser.parse(source(body, inUtf8)).getDocumentElement();
            return JsonValue.of(Map.of(root.getLocalName(), value(root, 0)));
        } catch (SAXException | IOException notXml) {
            throw new MalformedResponseException("the response is not XML: " + Json.excerpt(body), notXml);
        } catch (ParserConfigurationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static InputSource source(byte[] body, boolean inUtf8) {
        return inUtf8
                ? new InputSource(
                        new StringReader(new String(body, StandardCharsets.UTF_8).replaceFirst("^\uFEFF", "")))
                : new InputSource(new ByteArrayInputStream(body));
    }

    private static DocumentBuilderFactory factory() throws ParserConfigurationException {
        // The JDK's own, whatever the class path offers: its features are known.
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        factory.setNamespaceAware(true);
        return factory;
    }

    private static JsonValue value(Element element, int depth) {
        if (depth > DEEPEST) {
            throw new MalformedResponseException("the response is nested too deep");
        }
        Map<String, List<JsonValue>> members = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            if (!XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI())) {
                add(members, "@" + attribute.getLocalName(), JsonValue.of(attribute.getNodeValue()));
            }
        }
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                add(members, inner.getLocalName(), value(inner, depth + 1));
            } else if (child.getNodeType() == Node.TEXT_NODE || child.getNodeType() == Node.CDATA_SECTION_NODE) {
                text.append(child.getNodeValue());
            }
        }
        String clean = text.toString().strip();
        if (members.isEmpty()) {
            return JsonValue.of(clean);
        }
        if (!clean.isEmpty()) {
            add(members, JsonPointer.TEXT, JsonValue.of(clean));
        }
        Map<String, Object> object = new LinkedHashMap<>();
        members.forEach((name, values) -> object.put(name, values.size() == 1 ? values.get(0) : values));
        return JsonValue.of(object);
    }

    private static void add(Map<String, List<JsonValue>> members, String name, JsonValue value) {
        members.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
    }
}
