{
  const luminance = (color) => {
    const [r, g, b] = color
      .match(/[\d.]+/g)
      .slice(0, 3)
      .map((part) => {
        const share = Number(part) / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const back = luminance(getComputedStyle(document.body).backgroundColor);
  // WCAG 2.2, "contrast ratio".
  const contrast = (color) => {
    const front = luminance(color);
    return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
  };
  const texts = [...document.querySelectorAll('h1, p, td, th, dd, dt, a, .soft, svg text')];
  const root = document.documentElement;
  document.body.dataset.seen = JSON.stringify({
    isDark: back < 0.2,
    tooWide: root.scrollWidth - root.clientWidth,
    narrowest: Math.min(...[...document.querySelectorAll('table.checks td')].map((cell) => cell.clientWidth)),
    palest: Math.min(...texts.map((one) => contrast(getComputedStyle(one)[one.closest('svg') ? 'fill' : 'color']))),
    asked: performance.getEntriesByType('resource').length,
  });
}
