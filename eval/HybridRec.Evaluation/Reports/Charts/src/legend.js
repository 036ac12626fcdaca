// A legend of HTML buttons: it wraps on narrow pages, can be reached by keyboard, and hides or shows a series.
import { look } from './theme.js';

const shapes = {
    circle: 'M8 1.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7z',
    rect: 'M5 2h6v6H5z',
    triangle: 'M8 1.2l4 7H4z',
    diamond: 'M8 .8l4 4.2-4 4.2-4-4.2z',
};

function glyph(appearance, paper) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 16 10');
    svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    const empty = appearance.symbol.startsWith('empty');
    const name = empty ? appearance.symbol.slice(5).toLowerCase() : appearance.symbol;
    path.setAttribute('d', shapes[name]);
    path.setAttribute('fill', empty ? paper : appearance.color);
    path.setAttribute('stroke', appearance.color);
    path.setAttribute('stroke-width', '1.5');
    svg.append(path);
    return svg;
}

export function legend(chart, style) {
    const names = chart.maker.names(chart.data);
    const place = chart.figure.querySelector('.legend');
    place.replaceChildren();
    place.hidden = names.length < 2;
    if (place.hidden) {
        return;
    }

    names.forEach((name, n) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.setAttribute('aria-pressed', 'true');
        button.append(glyph(look(style, n), style.paper), name);
        button.addEventListener('click', () => {
            const shown = button.getAttribute('aria-pressed') !== 'true';
            button.setAttribute('aria-pressed', String(shown));
            chart.drawing.dispatchAction({ type: shown ? 'legendSelect' : 'legendUnSelect', name: `s${n}` });
        });
        place.append(button);
    });
}
