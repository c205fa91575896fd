// The page's own words, in the languages it speaks. What the bot says comes from the bot.

const WORDS = {
  es: {
    online: "bot · en línea", offline: "esperando conexión…", typing: name => `${name} está escribiendo…`, sending: name => `${name} está enviando un archivo…`,
    placeholder: "Mensaje", menu: "Menú", start: "INICIAR", restart: "DESBLOQUEAR", what: "¿Qué puede hacer este bot?",
    hello: "Toca INICIAR para empezar a conversar.", send: "Enviar", attach: "Adjuntar", more: "Más opciones", down: "Ir al final",
    messages: "Conversación", editing: "Editando tu mensaje", stop: "Dejar de editar", edited: "editado", today: "Hoy", yesterday: "Ayer",
    photo: "Foto", document: "Documento", location: "Ubicación", contact: "Contacto", voice: "Nota de voz", sticker: "Sticker", play: "Escuchar",
    place: "Ubicación", see: "Ver en el mapa", picture: "Imagen", block: "Bloquear al bot", unblock: "Desbloquear al bot", person: "Abrir como otra persona",
    language: "Switch to English", other: "en", blocked: "Bloqueaste al bot", read: "leído", sent: "enviado", tooBig: "El archivo es demasiado grande.",
    failed: "No se pudo enviar. Inténtalo de nuevo.", where: "Un Telegram de prueba: todo pasa en esta computadora.", you: name => `Escribes como ${name}`,
    unknown: "Este tipo de mensaje no se puede mostrar aquí.",
  },
  en: {
    online: "bot · online", offline: "waiting for connection…", typing: name => `${name} is typing…`, sending: name => `${name} is sending a file…`,
    placeholder: "Message", menu: "Menu", start: "START", restart: "UNBLOCK", what: "What can this bot do?",
    hello: "Tap START to begin.", send: "Send", attach: "Attach", more: "More options", down: "Go to the end",
    messages: "Conversation", editing: "Editing your message", stop: "Stop editing", edited: "edited", today: "Today", yesterday: "Yesterday",
    photo: "Photo", document: "Document", location: "Location", contact: "Contact", voice: "Voice note", sticker: "Sticker", play: "Listen",
    place: "Location", see: "See on the map", picture: "Picture", block: "Block the bot", unblock: "Unblock the bot", person: "Open as another person",
    language: "Cambiar a español", other: "es", blocked: "You blocked the bot", read: "read", sent: "sent", tooBig: "The file is too big.",
    failed: "Could not send. Try again.", where: "A Telegram to try things: everything stays on this computer.", you: name => `You write as ${name}`,
    unknown: "This kind of message cannot be shown here.",
  },
};

export function wordsFor(language) {
  return WORDS[language] ?? WORDS.es;
}
