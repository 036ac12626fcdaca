using System.Text.Json.Serialization;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Reports;

/// <summary>A report before it is HTML or Markdown: words first, then sections of text, tables and charts.</summary>
/// <param name="Title">Title.</param>
/// <param name="Summary">What was found, in whole sentences, most important first.</param>
/// <param name="Sections">The rest, in order.</param>
public sealed record ReportDocument(string Title, IReadOnlyList<string> Summary, IReadOnlyList<ReportSection> Sections);

/// <summary>A part of a report under one heading.</summary>
/// <param name="Heading">The heading.</param>
/// <param name="Blocks">What stands under it.</param>
/// <param name="Folded">Whether the page shows only the heading until it is opened; printed and in Markdown it is open.</param>
public sealed record ReportSection(string Heading, IReadOnlyList<ReportBlock> Blocks, bool Folded = false);

/// <summary>A paragraph, a table or a chart.</summary>
[JsonDerivedType(typeof(Paragraph), "paragraph")]
[JsonDerivedType(typeof(Table), "table")]
[JsonDerivedType(typeof(BarChart), "bars")]
[JsonDerivedType(typeof(LineChart), "lines")]
[JsonDerivedType(typeof(ScatterChart), "points")]
[JsonDerivedType(typeof(HeatMap), "cells")]
public abstract record ReportBlock;

/// <summary>A paragraph of plain text.</summary>
/// <param name="Text">The text; not HTML, not Markdown.</param>
public sealed record Paragraph(string Text) : ReportBlock;

/// <summary>A table of text cells; numbers come formatted.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">Headings; the first column names the rows.</param>
/// <param name="Rows">Cells, as many as headings.</param>
public sealed record Table(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
    : ReportBlock
{
    /// <summary>Cells set in bold, by row and column from 0. Say in words why they are, and only where a test supports it.</summary>
    public IReadOnlyCollection<(int Row, int Column)> Marked { get; init; } = [];
}

/// <summary>A chart. Every chart is also shown as a table, readable without script.</summary>
/// <param name="Caption">What it shows.</param>
public abstract record Chart(string Caption) : ReportBlock;

/// <summary>Horizontal bars with their intervals.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Axis">Name and unit of the values.</param>
/// <param name="Bars">A name and a value each, in order from the top.</param>
public sealed record BarChart(string Caption, string Axis, IReadOnlyList<(string Name, Interval Value)> Bars) : Chart(Caption);

/// <summary>Lines, each with a band where its points have intervals.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="XAxis">Name and unit of x.</param>
/// <param name="YAxis">Name and unit of y.</param>
/// <param name="XLabels">Names of the x positions in order.</param>
/// <param name="Series">By name: a value for each x position, null where there is none.</param>
public sealed record LineChart(
    string Caption,
    string XAxis,
    string YAxis,
    IReadOnlyList<string> XLabels,
    IReadOnlyList<(string Name, IReadOnlyList<Interval?> Values)> Series) : Chart(Caption);

/// <summary>Points in the plane: a frontier or a map.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="XAxis">Name and unit of x; empty where it means nothing.</param>
/// <param name="YAxis">Name and unit of y.</param>
/// <param name="Groups">By name, which is also their colour: labelled points; joined by a line where asked.</param>
public sealed record ScatterChart(
    string Caption, string XAxis, string YAxis, IReadOnlyList<ScatterGroup> Groups) : Chart(Caption);

/// <summary>Points of one colour.</summary>
/// <param name="Name">Name of the group.</param>
/// <param name="Points">x, y and label.</param>
/// <param name="Joined">Whether a line joins them in order.</param>
public sealed record ScatterGroup(string Name, IReadOnlyList<(double X, double Y, string Label)> Points, bool Joined = false);

/// <summary>A matrix of shaded cells: a confusion matrix.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="RowAxis">What the rows are.</param>
/// <param name="ColumnAxis">What the columns are.</param>
/// <param name="Rows">Names of the rows, from the top.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Values">Values [row][column].</param>
public sealed record HeatMap(
    string Caption,
    string RowAxis,
    string ColumnAxis,
    IReadOnlyList<string> Rows,
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<double>> Values) : Chart(Caption);
