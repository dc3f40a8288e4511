import { BarElement, CategoryScale, Chart, LinearScale, LineElement, PointElement } from 'chart.js';
import { BarWithErrorBar, BarWithErrorBarsController, LineWithErrorBarsController, PointWithErrorBar } from 'chartjs-chart-error-bars';
import { MatrixController, MatrixElement } from 'chartjs-chart-matrix';

Chart.register(
  BarElement,
  BarWithErrorBar,
  BarWithErrorBarsController,
  CategoryScale,
  LinearScale,
  LineElement,
  LineWithErrorBarsController,
  MatrixController,
  MatrixElement,
  PointElement,
  PointWithErrorBar,
);

/** Chart.js with the parts that the charts here use, and no other. */
export { Chart };
