using System.Text.Json;
using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Reports.Html;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Tests.Reports;

public sealed class ChartDataTests
{
    [Fact]
    public void Of_BarChart_GivesValuesAndEnds()
    {
        BarChart chart = new("c", "NDCG", [("als", new Interval(0.25, 0.2, 0.3, 7)), ("exact", new Interval(1, 1, 1, 0))]);

        Assert.Equal(
            """{"type":"bar","axis":"NDCG","bars":[{"name":"als","value":0.25,"low":0.2,"high":0.3,"count":7},{"name":"exact","value":1,"low":null,"high":null,"count":0}]}""",
            ChartData.Of(chart));
    }

    [Fact]
    public void Of_LineChartWithGapsAndShortSeries_GivesNullThere()
    {
        LineChart chart = new("c", "x", "y", ["a", "b", "c"], [("s", [null, new Interval(2, 1, 3, 4)])]);

        Assert.Equal(
            """{"type":"line","x":"x","y":"y","labels":["a","b","c"],"series":[{"name":"s","points":[null,{"name":"","value":2,"low":1,"high":3,"count":4},null]}]}""",
            ChartData.Of(chart));
    }

    [Fact]
    public void Of_ScatterChart_GivesPointsWithLabels()
    {
        ScatterChart chart = new("c", "", "", [new ScatterGroup("g", [(1.5, -2, "p")], Joined: true)]);

        Assert.Equal("""{"type":"scatter","x":"","y":"","groups":[{"name":"g","joined":true,"points":[[1.5,-2,"p"]]}]}""", ChartData.Of(chart));
    }

    [Fact]
    public void Of_ValuesThatAreNoNumbers_GivesNull()
    {
        HeatMap chart = new("c", "r", "q", ["r1"], ["q1", "q2", "q3"], [[double.NaN, double.PositiveInfinity, 1 / 3.0]]);

        Assert.Equal(
            """{"type":"heat","rowAxis":"r","columnAxis":"q","rows":["r1"],"columns":["q1","q2","q3"],"values":[[null,null,0.333333]]}""",
            ChartData.Of(chart));
    }

    [Fact]
    public void Of_NastyNames_KeepsThemInsideTheScriptAndWhole()
    {
        foreach (Chart chart in Documents.EveryBlock(Documents.Nasty).Sections.SelectMany(section => section.Blocks).OfType<Chart>())
        {
            string json = ChartData.Of(chart);

            Assert.DoesNotContain('<', json);
            Assert.DoesNotContain('&', json);
            Assert.Contains(Documents.Nasty, Strings(JsonDocument.Parse(json).RootElement));
        }
    }

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Strings(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };
}
