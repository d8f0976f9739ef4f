"""What is reported upward: figures to a cut-off with the rows behind them, the bulletin, charts of a period, the daily sheet."""
