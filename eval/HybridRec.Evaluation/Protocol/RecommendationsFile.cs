using System.Globalization;
using System.Text;
using HybridRec.Engine.Measurement;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Writes <c>recommendations.tsv</c> (<c>model user_id position item_id score</c>), from which others can recompute the figures.</summary>
/// <remarks>Positions begin at 1; scores are float32 in full, with a point; lines end with a line feed.</remarks>
public sealed class RecommendationsFile : IDisposable
{
    private readonly EvaluationData _data;
    private readonly StreamWriter _file;

    /// <summary>Creates the file with its header, replacing one that exists.</summary>
    /// <param name="path">Where.</param>
    /// <param name="data">Whose ids the rows stand for.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public RecommendationsFile(string path, EvaluationData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        _data = data;
        _file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16) { NewLine = "\n" };
        _file.WriteLine("model\tuser_id\tposition\titem_id\tscore");
    }

    /// <summary>Adds a model's lists.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="lists">Its lists.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string model, RankedLists lists)
    {
        ArgumentNullException.ThrowIfNull(lists);
        for (int index = 0; index < lists.Count; index++)
        {
            string user = _data.Users.IdOf(lists.UserRows[index]);
            ReadOnlySpan<int> items = lists.Items(index);
            ReadOnlySpan<float> scores = lists.Scores(index);
            for (int at = 0; at < items.Length; at++)
            {
                _file.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{model}\t{user}\t{at + 1}\t{_data.Items.IdOf(items[at])}\t{scores[at]:R}"));
            }
        }
    }

    /// <summary>Writes what is buffered and closes the file.</summary>
    public void Dispose() => _file.Dispose();
}
