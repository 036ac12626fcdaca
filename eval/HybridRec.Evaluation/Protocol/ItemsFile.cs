using System.Globalization;
using System.Text;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Writes <c>items.tsv</c> (<c>item_id popularity training_users cold</c>): the whole catalogue in row order.</summary>
/// <remarks>Popularity is π as a double in full, with a point; cold is 1 for an item without training users, else 0.</remarks>
public static class ItemsFile
{
    /// <summary>Writes the file, replacing one that exists.</summary>
    /// <param name="path">Where.</param>
    /// <param name="data">The catalogue.</param>
    /// <param name="items">What training says of it, see <see cref="Measurer.Items"/>.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, EvaluationData data, ItemFacts items)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(items);
        using StreamWriter file = new(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        file.WriteLine("item_id\tpopularity\ttraining_users\tcold");
        for (int row = 0; row < data.Items.Count; row++)
        {
            int users = items.TrainingUsers[row];
            file.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{data.Items.IdOf(row)}\t{items.Popularity[row]:R}\t{users}\t{(users == 0 ? 1 : 0)}"));
        }
    }
}
