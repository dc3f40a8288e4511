import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, LineElement, PointElement } from 'chart.js';
import { BarWithErrorBar, BarWithErrorBarsController, LineWithErrorBarsController, PointWithErrorBar } from 'chartjs-chart-error-bars';
import { MatrixController, MatrixElement } from 'chartjs-chart-matrix';

Chart.register(
  BarController,
  Legend,
  BarElement,
  BarWithErrorBar,
  BarWithErrorBarsController,
  CategoryScale,
  Legend,
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
