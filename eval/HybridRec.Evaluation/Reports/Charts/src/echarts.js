// The parts of ECharts that reports use; the bundler leaves the rest out.
import { BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapContinuousComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';

use([
    BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart,
    GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapContinuousComponent,
    CanvasRenderer, SVGRenderer,
]);

export function start(place, options) {
    return init(place, null, { ...options, devicePixelRatio: 2 });
}
